/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a registration of an entropy source holds, after the public description of the validation
 * server's interface. @[NIST-ESV, section 3] docs/esv.md lists the same members; those that only
 * the vendor knows (validation numbers) are not demanded, but where the description does. How the
 * numbers of a component bound one another is the standard's. @[SP800-90B, 3.1.5]
 */
#include "esv_schema.h"

#include "esv.h"
#include "num.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct member {
	const char *name, *other; /* other: a second spelling in the same description, or NULL */
	enum json_kind kind;
	bool required, whole;
	double least, greatest; /* of a number; of a string: its length in bytes */
};

static const struct member version[] = {
    {"esvVersion", NULL, JSON_STRING, true, false, 1, 16},
};

static const struct member registration[] = {
    {"primaryNoiseSource", NULL, JSON_STRING, true, false, 1, ESV_NAME},
    {"iidClaim", NULL, JSON_BOOL, true, false, 0, 0},
    {"bitsPerSample", NULL, JSON_NUMBER, true, true, 1, 8},
    {"hminEstimate", NULL, JSON_NUMBER, true, false, 0, 8},
    {"physical", NULL, JSON_BOOL, true, false, 0, 0},
    {"numberOfRestarts", NULL, JSON_NUMBER, true, true, ESV_RESTARTS, ESV_RESTARTS},
    {"samplesPerRestart", NULL, JSON_NUMBER, true, true, ESV_RESTARTS, ESV_RESTARTS},
    {"additionalNoiseSources", NULL, JSON_BOOL, true, false, 0, 0},
    {"numberOfOEs", NULL, JSON_NUMBER, false, true, 1, ESV_ENVIRONMENTS},
    {"conditioningComponent", NULL, JSON_ARRAY, false, false, 0, 0},
};

static const struct member component[] = {
    {"sequencePosition", NULL, JSON_NUMBER, true, true, 1, 64},
    {"vetted", NULL, JSON_BOOL, true, false, 0, 0},
    {"bijectiveClaim", NULL, JSON_BOOL, false, false, 0, 0},
    {"description", NULL, JSON_STRING, true, false, 1, 1000},
    {"validationNumber", NULL, JSON_STRING, false, false, 1, 64},
    {"minNin", "minNIn", JSON_NUMBER, true, true, 1, 1e9},
    {"minHin", "minHIn", JSON_NUMBER, true, false, 0, 1e9},
    {"nw", NULL, JSON_NUMBER, true, true, 1, 1e9},
    {"nOut", NULL, JSON_NUMBER, true, true, 1, 1e9},
    {"hOut", NULL, JSON_NUMBER, true, false, 0, 1e9},
};

/* What a vetted component may be called. DRBGs, and the derivation functions, have a form of name.
 */
static const char *const vetted_names[] = {"SHA1", "SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512",
    "SHA2-512t224", "SHA2-512t256", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512", "Ascon-Hash256",
    "SHAKE-128", "SHAKE-256", "AES-CMAC", "AES-CBC-MAC", "AES-128-CTR-DRBG", "AES-192-CTR-DRBG",
    "AES-256-CTR-DRBG", "Hash_DF", "BlockCipher_DF"};

enum component_kind { VETTED = 1, BIJECTIVE = 2, OTHER = 4, ANY = 7 };

/* What the numbers of a component must be to one another. */
static const struct relation {
	unsigned kinds;
	const char *a, *sign, *b;
} relations[] = {
    {ANY, "minHin", "<=", "minNin"},
    {ANY, "hOut", "<=", "nOut"},
    {ANY, "hOut", "<=", "minHin"},
    {ANY, "hOut", "<=", "minNin"},
    {VETTED, "nOut", "<=", "minNin"},
    {BIJECTIVE, "hOut", "=", "minHin"},
    {BIJECTIVE, "nOut", "=", "minNin"},
    {BIJECTIVE, "nw", "=", "nOut"},
    {OTHER, "hOut", "<", "nOut"},
    {OTHER, "hOut", "<", "minHin"},
    {OTHER, "nw", "<=", "minNin"},
    {OTHER, "nOut", "<=", "nw"},
};

struct checker {
	const struct json_tree *t;
	void (*bad)(void *context, const char *line);
	void *context;
};

static void fault_tell(const struct checker *c, const char *name, const char *what)
{
	char line[300];
	snprintf(line, sizeof line, ESV_REGISTRATION ": %s %s", name, what);
	c->bad(c->context, line);
}

double schema_number(const struct json_tree *t, const struct json_node *object, const char *key)
{
	const struct json_node *n = json_member(t, object, key);
	char text[64];
	double v;
	if (!n || n->kind != JSON_NUMBER || n->text.n >= sizeof text)
		return NAN;
	snprintf(text, sizeof text, "%.*s", (int)n->text.n, n->text.at);
	return num_double(text, &v) == 0 ? v : (double)NAN;
}

static void number_check(const struct checker *c, const struct json_node *object, const char *key,
    const struct member *m)
{
	char what[160];
	double v = schema_number(c->t, object, key);
	if (v >= m->least && v <= m->greatest && (!m->whole || v == floor(v)))
		return;
	snprintf(what, sizeof what, "must be a %snumber from %.10g to %.10g",
	    m->whole ? "whole " : "", m->least, m->greatest);
	fault_tell(c, key, what);
}

/* The code point of an escape, which `at` begins; its length goes to *n. Halves of a pair have no
 * look either. */
static uint32_t escape_decode(const char *at, size_t *n)
{
	unsigned cp = 0;
	*n = at[1] == 'u' ? 6 : 2;
	if (at[1] == 'u')
		return sscanf(at + 2, "%4x", &cp) == 1 ? cp : 0;
	return strchr("\"\\/", at[1]) ? ' ' : 0;
}

/* Does a text, as it is written in JSON, hold what moves the cursor, hides or turns? */
static bool text_is_shown(struct span text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i += n) {
		uint32_t cp = 0;
		if (text.at[i] == '\\')
			cp = escape_decode(text.at + i, &n);
		else
			n = text_decode(text.at + i, &cp);
		bool tag = cp >= 0xDB40 && cp <= 0xDB43; /* first halves of U+E0000 to U+E0FFF */
		if (n == 0 || tag || text_hidden(cp))
			return false;
	}
	return true;
}

static void member_check(
    const struct checker *c, const struct json_node *object, const struct member *m)
{
	static const char *const kind[] = {
	    "null", "true or false", "a number", "a text", "an array", "an object"};
	char what[160];
	const char *key = m->name;
	const struct json_node *n = json_member(c->t, object, key);
	if (!n && m->other && (n = json_member(c->t, object, m->other)))
		key = m->other;
	if (!n && m->required) {
		fault_tell(c, key, "is missing");
	} else if (n && n->kind != m->kind) {
		snprintf(what, sizeof what, "must be %s", kind[m->kind]);
		fault_tell(c, key, what);
	} else if (n && m->kind == JSON_NUMBER) {
		number_check(c, object, key, m);
	} else if (n && m->kind == JSON_STRING &&
		   ((double)n->text.n < m->least || (double)n->text.n > m->greatest)) {
		snprintf(what, sizeof what, "must have %.0f to %.0f characters, not %zu", m->least,
		    m->greatest, n->text.n);
		fault_tell(c, key, what);
	} else if (n && m->kind == JSON_STRING && !text_is_shown(n->text)) {
		fault_tell(c, key, "has a character that is not shown");
	}
}

/* Members that no server knows: a misspelt one would be passed over in silence. */
static void unknown_check(
    const struct checker *c, const struct json_node *object, const struct member *m, size_t members)
{
	unsigned times[32] = {0};
	for (const struct json_node *n = json_child(c->t, object); n; n = json_next(c->t, n)) {
		bool known = false;
		for (size_t i = 0; i < members; i++)
			if (span_is(n->key, m[i].name) ||
			    (m[i].other && span_is(n->key, m[i].other))) {
				known = true;
				if (++times[i] == 2)
					fault_tell(c, m[i].name, "is there twice");
			}
		char name[80];
		snprintf(
		    name, sizeof name, "%.*s", (int)(n->key.n < 60 ? n->key.n : 60), n->key.at);
		for (char *p = name; *p; p++)
			*p = *p >= ' ' && *p <= '~' ? *p : '?';
		if (!known)
			fault_tell(c, name, "is no member of a registration");
	}
}

static void object_check(
    const struct checker *c, const struct json_node *object, const struct member *m, size_t members)
{
	for (size_t i = 0; i < members; i++)
		member_check(c, object, &m[i]);
	unknown_check(c, object, m, members);
}

static bool is_true(const struct json_tree *t, const struct json_node *object, const char *key)
{
	const struct json_node *n = json_member(t, object, key);
	return n && n->kind == JSON_BOOL && span_is(n->text, "true");
}

/* Of a member that may be spelt in two ways. */
static double component_number(const struct checker *c, const struct json_node *n, const char *key)
{
	double v = schema_number(c->t, n, key);
	for (size_t i = 0; isnan(v) && i < sizeof component / sizeof *component; i++)
		if (component[i].other && strcmp(component[i].name, key) == 0)
			v = schema_number(c->t, n, component[i].other);
	return v;
}

static void relations_check(
    const struct checker *c, const struct json_node *n, enum component_kind kind)
{
	for (size_t i = 0; i < sizeof relations / sizeof *relations; i++) {
		const struct relation *r = &relations[i];
		double a = component_number(c, n, r->a), b = component_number(c, n, r->b);
		bool holds = strcmp(r->sign, "<") == 0	  ? a < b
			     : strcmp(r->sign, "<=") == 0 ? a <= b
							  : a == b;
		char what[100];
		if (holds || isnan(a) || isnan(b) || !(r->kinds & kind))
			continue;
		snprintf(what, sizeof what, "is %.10g, must be %s %s, which is %.10g", a, r->sign,
		    r->b, b);
		fault_tell(c, r->a, what);
	}
}

static bool has_front(struct span text, const char *front)
{
	size_t n = strlen(front);
	return text.n >= n && memcmp(text.at, front, n) == 0;
}

/* SHA2-256, HMAC-SHA2-256, SHA2-256-Hash-DRBG, SHA2-256-HMAC-DRBG. */
static bool is_vetted_name(struct span text)
{
	static const char *const ends[] = {"-Hash-DRBG", "-HMAC-DRBG"};
	struct span hash = text;
	bool derived = has_front(text, "HMAC-SHA");
	if (derived)
		hash = (struct span){text.at + 5, text.n - 5};
	for (size_t i = 0; i < 2 && !derived; i++) {
		size_t k = strlen(ends[i]);
		derived = text.n > k && memcmp(text.at + text.n - k, ends[i], k) == 0;
		if (derived)
			hash.n -= k;
	}
	for (size_t i = 0; i < sizeof vetted_names / sizeof *vetted_names; i++)
		if (span_is(hash, vetted_names[i]))
			return !derived || (has_front(hash, "SHA") && !has_front(hash, "SHAKE"));
	return false;
}

static void vetted_check(const struct checker *c, const struct json_node *n)
{
	const struct json_node *name = json_member(c->t, n, "description");
	if (!json_member(c->t, n, "validationNumber"))
		fault_tell(c, "validationNumber", "is required of a vetted component");
	if (json_member(c->t, n, "bijectiveClaim"))
		fault_tell(c, "bijectiveClaim", "is not for a vetted component");
	if (name && name->kind == JSON_STRING && !is_vetted_name(name->text))
		fault_tell(c, "description",
		    "of a vetted component must be the name of its algorithm, such as SHA2-256");
}

static void component_check(const struct checker *c, const struct json_node *n, double position)
{
	object_check(c, n, component, sizeof component / sizeof *component);
	if (!(schema_number(c->t, n, "sequencePosition") == position))
		fault_tell(c, "sequencePosition", "must count from 1 without a gap");
	bool vetted = is_true(c->t, n, "vetted");
	if (vetted)
		vetted_check(c, n);
	else if (json_member(c->t, n, "validationNumber"))
		fault_tell(c, "validationNumber", "is for a vetted component alone");
	relations_check(c, n,
	    vetted				 ? VETTED
	    : is_true(c->t, n, "bijectiveClaim") ? BIJECTIVE
						 : OTHER);
}

static void components_check(const struct checker *c, const struct json_node *object)
{
	const struct json_node *list = json_member(c->t, object, "conditioningComponent");
	double position = 0;
	if (list && list->kind != JSON_ARRAY)
		return;
	for (const struct json_node *n = list ? json_child(c->t, list) : NULL; n;
	     n = json_next(c->t, n)) {
		if (n->kind != JSON_OBJECT) {
			fault_tell(c, "conditioningComponent", "must hold objects");
			return;
		}
		component_check(c, n, ++position);
	}
	if (position == 0 && is_true(c->t, object, "additionalNoiseSources"))
		fault_tell(c, "conditioningComponent",
		    "must hold a component where there are additional noise sources");
}

const struct json_node *schema_check(
    const struct json_tree *t, void (*bad)(void *context, const char *line), void *context)
{
	struct checker c = {t, bad, context};
	const struct json_node *document = &t->node[1], *first, *second;
	if (document->kind != JSON_ARRAY || !(first = json_child(t, document)) ||
	    !(second = json_next(t, first)) || json_next(t, second) || first->kind != JSON_OBJECT ||
	    second->kind != JSON_OBJECT) {
		fault_tell(&c, "the document", "must be an array of two objects");
		return NULL;
	}
	object_check(&c, first, version, sizeof version / sizeof *version);
	const struct json_node *number = json_member(t, first, "esvVersion");
	if (number && !span_is(number->text, "1.0"))
		fault_tell(&c, "esvVersion", "must be \"1.0\"");
	object_check(&c, second, registration, sizeof registration / sizeof *registration);
	if (schema_number(t, second, "hminEstimate") > schema_number(t, second, "bitsPerSample"))
		fault_tell(&c, "hminEstimate", "exceeds bitsPerSample");
	if (schema_number(t, second, "hminEstimate") == 0)
		fault_tell(&c, "hminEstimate", "is 0: there is nothing to validate");
	components_check(&c, second);
	return second;
}
