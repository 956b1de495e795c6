/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit.h"

#include "relation_private.h"

#include <math.h>
#include <string.h>

/* Where the truth behind a published number may lie: half a unit of its last digit to each side. */
static struct interval rounding_interval(const struct operand *o)
{
	if (!o->published)
		return (struct interval){o->number, o->number};
	return (struct interval){o->published->value - o->published->rounding,
	    o->published->value + o->published->rounding};
}

static double operand_value(const struct operand *o)
{
	return o->published ? o->published->value : o->number;
}

static double count_of(const struct operand *o)
{
	return o->published ? o->published->count : o->number;
}

static void add_interval(struct words *w, struct interval v)
{
	char lo[32], hi[32];
	snprintf(lo, sizeof lo, "%.4g", v.lo);
	snprintf(hi, sizeof hi, "%.4g", v.hi);
	bool same = strcmp(lo, hi) == 0;
	words_add(w, "%s%s%s", lo, same ? "" : "..", same ? "" : hi);
}

/* Compares what follows from other figures with the published one, and says so. */
static void compare_published(const struct relation *a, const char *what, struct finding *f)
{
	struct interval p = rounding_interval(&a->published);
	double published = operand_value(&a->published);
	f->holds = f->computed.lo - a->tolerance <= p.hi && f->computed.hi + a->tolerance >= p.lo;
	words_add(&f->text, "%s is ", what);
	add_interval(&f->text, f->computed);
	if (a->tolerance > 0)
		words_add(&f->text, ", plus or minus %.3g (%s)", a->tolerance, a->tolerance_why);
	words_add(&f->text, "; published %.4g", published);
	if (p.lo < p.hi) {
		words_add(&f->text, " (");
		add_interval(&f->text, p);
		words_add(&f->text, " before rounding)");
	}
	words_add(&f->text, ": %s", f->holds ? "fits" : "does not fit");
}

/* ---- one function for each kind ------------------------------------------------------------ */

static void share_of_count(const struct relation *a, struct finding *f)
{
	double share = a->published.published->count / a->published.published->n;
	f->computed = (struct interval){share, share};
	compare_published(a, "count / n", f);
}

static void counts_sum(const struct relation *a, struct finding *f)
{
	double sum = count_of(&a->low_count) + count_of(&a->high_count), rest = a->total - sum;
	f->computed = (struct interval){sum, sum};
	f->holds = rest >= 0;
	words_add(&f->text, "the counts sum to ");
	words_add_count(&f->text, sum);
	words_add(&f->text, " of ");
	words_add_count(&f->text, a->total);
	if (rest >= 0) {
		words_add(&f->text, ", which leaves ");
		words_add_count(&f->text, rest);
		words_add(&f->text, " samples outside both windows");
	}
	words_add(&f->text, ": %s", f->holds ? "fits" : "does not fit");
}

static void ticks_to_ns(const struct relation *a, struct finding *f)
{
	struct interval t = rounding_interval(&a->ticks), ns = rounding_interval(&a->ns);
	f->computed = (struct interval){t.lo * 1e9 / a->hz, t.hi * 1e9 / a->hz};
	f->holds = f->computed.lo <= ns.hi && f->computed.hi >= ns.lo;
	words_add_count(&f->text, operand_value(&a->ticks));
	words_add(&f->text, " ticks of %.4g MHz are ", a->hz / 1e6);
	words_add_count(&f->text, round(operand_value(&a->ticks) * 1e11 / a->hz) / 100);
	words_add(&f->text, " ns; published ");
	words_add_count(&f->text, operand_value(&a->ns));
	words_add(&f->text, " ns: %s", f->holds ? "fits" : "does not fit");
}

/* H <= log2 k with equality for k equal shares @[COVER-THOMAS-2006, theorem 2.6.4]. */
static void entropy_at_most(const struct relation *a, struct finding *f)
{
	double most = log2(a->outcomes);
	f->computed = (struct interval){0, most};
	f->holds = rounding_interval(&a->published).lo <= most;
	words_add(&f->text, "%.4g outcomes have at most log2(%.4g) = %.4g bits; published %.4g: %s",
	    a->outcomes, a->outcomes, most, operand_value(&a->published),
	    f->holds ? "fits" : "does not fit");
}

static void entropy_of_two_point(const struct relation *a, struct finding *f)
{
	double w[] = {count_of(&a->low_count), count_of(&a->high_count)};
	double rest = a->total - w[0] - w[1];
	double h = relation_entropy(w, 2, fmax(0, rest));
	f->computed = (struct interval){h, h};
	words_add(
	    &f->text, "two values with these counts have %.4g bits; ", relation_entropy(w, 2, 0));
	compare_published(a, "with the other samples, each a value of its own, it", f);
}

/* With w1 at a and w2 at b > a >= 0 the CV is sqrt(w1 w2) (b - a) / (w1 a + w2 b): it falls as a
 * grows and grows with b, so the ends of their intervals give its ends. */
static void cv_of_two_point(const struct relation *a, struct finding *f)
{
	struct interval low = rounding_interval(&a->low), high = rounding_interval(&a->high);
	double w[] = {count_of(&a->low_count), count_of(&a->high_count)};
	double rest = a->total - w[0] - w[1];
	f->computed.lo = relation_cv((double[]){low.hi, high.lo}, w, 2);
	f->computed.hi = relation_cv((double[]){low.lo, high.hi}, w, 2);
	double at[] = {operand_value(&a->low), operand_value(&a->high)};
	words_add(&f->text, "the CV of %.4g and %.4g with these counts is %.2f %%; ", at[0], at[1],
	    100 * relation_cv(at, w, 2));
	compare_published(a, "with their rounding it", f);
	double each = relation_rest_value(at, w, 2, rest, operand_value(&a->published));
	if (!f->holds && !isnan(each)) {
		words_add(&f->text, "; the other ");
		words_add_count(&f->text, rest);
		words_add(&f->text, " samples make up the difference if each took about %.3g ticks",
		    each);
	}
}

/* Width in which a published figure would fit. */
static double fitting_width(const struct relation *a, const struct finding *f)
{
	struct interval p = rounding_interval(&a->published);
	return f->computed.hi - f->computed.lo + 2 * a->tolerance + p.hi - p.lo;
}

/* The references for chance: a share is uniform over 0..1; a CV is uniform in its logarithm from 1
 * % to 1000 %. */
static double chance_of_share(const struct relation *a, const struct finding *f)
{
	return fmin(1, fitting_width(a, f));
}

static double chance_of_cv(const struct relation *a, const struct finding *f)
{
	double middle_cv = (f->computed.lo + f->computed.hi) / 2;
	return fmin(1, fitting_width(a, f) / middle_cv / log(1000));
}

static void of_points(const struct relation *a, struct finding *f)
{
	size_t k = (size_t)a->points;
	double v;
	switch (a->kind) {
	case RELATION_LSB_OF_POINTS:
		f->computed = relation_lsb(a->value, a->weight, k, a->apart);
		compare_published(a, "the share of odd values", f);
		f->chance = chance_of_share(a, f);
		return;
	case RELATION_CV_OF_POINTS:
		v = relation_cv(a->value, a->weight, k);
		f->computed = (struct interval){v, v};
		compare_published(a, "the CV", f);
		f->chance = chance_of_cv(a, f);
		return;
	case RELATION_MIN_ENTROPY_OF_POINTS:
		v = relation_min_entropy(a->weight, k, a->apart);
		f->computed = (struct interval){v, v};
		compare_published(a, "the min-entropy", f);
		return;
	default:
		v = relation_entropy(a->weight, k, a->apart);
		f->computed = (struct interval){v, v};
		compare_published(a, "the Shannon entropy", f);
	}
}

static void min_entropy_given_shannon(const struct relation *a, struct finding *f)
{
	double most = relation_min_entropy_cap(rounding_interval(&a->shannon).hi);
	f->computed = (struct interval){0, most};
	f->holds = rounding_interval(&a->published).lo <= most;
	words_add(&f->text,
	    "%.4g bits of Shannon entropy (%.5g before rounding) leave at most %.4g bits of "
	    "min-entropy; published %.4g: %s",
	    operand_value(&a->shannon), rounding_interval(&a->shannon).hi, most,
	    operand_value(&a->published), f->holds ? "fits" : "does not fit");
}

static void extractor_capacity(const struct relation *a, struct finding *f)
{
	uint64_t per = (uint64_t)a->samples_per_byte, extra = (uint64_t)a->extra_samples;
	uint64_t last = relation_capacity_last(per, extra);
	f->holds = last == UINT64_MAX;
	f->computed = (struct interval){0, 1.0 / 16};
	words_add(&f->text,
	    "n bytes from %.4gn+%.4g samples: every byte takes 16 of their differences, so at most "
	    "floor((%.4gn+%.4g)/16) bytes are possible, on average no more than 0.0625 a sample",
	    a->samples_per_byte, a->extra_samples, a->samples_per_byte, a->extra_samples - 1);
	if (f->holds)
		return;
	words_add(&f->text, "; that is n or more for n <= %.0f only", (double)last);
	for (uint64_t n = 32; n <= 1024; n *= 32)
		words_add(&f->text, ", and %.0f for n = %.0f",
		    (double)relation_capacity(per * n + extra), (double)n);
	words_add(&f->text, ": does not fit");
}

static double tick_of(const struct relation *a)
{
	return a->tick_num / a->tick_den;
}

/* Fits where every value is one that ticks are shown as and their split is not excluded at 1 %. */
static void counts_on_lattice(const struct relation *a, struct finding *f)
{
	double total = 0;
	for (int i = 0; i < a->points; i++)
		total += a->weight[i];
	struct relation_split s = relation_split_of_ticks(a->value, a->weight, (size_t)a->points,
	    (struct relation_tick){a->tick_num, a->tick_den});
	f->holds = s.off == 0 && s.p >= 0.01;
	f->computed = (struct interval){1 - s.off / total, 1 - s.off / total};
	f->chance = s.chance;
	words_add_count(&f->text, total - s.off);
	words_add(&f->text, " of ");
	words_add_count(&f->text, total);
	words_add(&f->text, " samples have a value that ticks of %.5g ns are shown as", tick_of(a));
	if (s.df > 0)
		words_add(&f->text,
		    "; neighbouring values split as the phase requires with chi-square %.3g, %d "
		    "df, p %.2g",
		    s.chi_square, s.df, s.p);
	words_add(&f->text, ": %s", f->holds ? "fits" : "does not fit");
}

/* The CV falls as the mean grows, so the ends of the mean's rounding give its ends. */
static void moments_of_ticks(const struct relation *a, struct finding *f)
{
	struct interval mean = rounding_interval(&a->mean);
	double tick = tick_of(a);
	f->computed.lo = relation_cv_of_ticks(mean.hi, a->greatest, a->total, tick);
	f->computed.hi = relation_cv_of_ticks(mean.lo, a->greatest, a->total, tick);
	if (isnan(f->computed.lo) || isnan(f->computed.hi)) {
		f->holds = false;
		words_add(&f->text, "no mixture of 0 and 1 tick has a mean of %.4g: does not fit",
		    operand_value(&a->mean));
		return;
	}
	words_add(&f->text, "samples of 0 or 1 tick of %.5g ns", tick);
	if (a->greatest > tick + 1)
		words_add(&f->text, ", and one of the published greatest %.5g ns,", a->greatest);
	words_add(&f->text, " with a mean of %.4g ns have one CV; ", operand_value(&a->mean));
	compare_published(a, "it", f);
	f->chance = chance_of_cv(a, f);
}

/* Of the samples of one tick the share frac(tick) is shown one unit longer; whichever of the two
 * values is odd counts. Widened by 1.96 standard errors of a share of `total` samples. */
static void odd_share_of_ticks(const struct relation *a, struct finding *f)
{
	struct interval mean = rounding_interval(&a->mean);
	double tick = tick_of(a), above = tick - floor(tick);
	double odd = fmod(floor(tick), 2) == 1 ? 1 - above : above;
	double lo = mean.lo / tick * odd, hi = mean.hi / tick * odd;
	double error = 1.96 * sqrt(hi * (1 - hi) / a->total);
	f->computed = (struct interval){fmax(0, lo - error), fmin(1, hi + error)};
	words_add(&f->text,
	    "%.3g of the samples of one tick of %.5g ns are shown as an odd number; ", odd, tick);
	compare_published(a, "with the published mean their share of all samples", f);
	f->chance = chance_of_share(a, f);
}

/* The finer counter shows a number of ticks that is not a multiple of the denominator as two
 * values. Which share of the samples that is was not published, so it adds between nothing and the
 * entropy h of the split, and makes no value more likely. */
static void same_law_two_counters(const struct relation *a, struct finding *f)
{
	double tick = tick_of(a), above = tick - floor(tick), h = 0,
	       largest = fmax(above, 1 - above);
	if (above > 0)
		h = -above * log2(above) - (1 - above) * log2(1 - above);
	struct interval coarse = rounding_interval(&a->shannon),
			least = rounding_interval(&a->min_entropy);
	struct interval shannon = {coarse.lo, coarse.hi + h};
	struct interval minimum = {least.lo, least.hi - log2(largest)};
	struct interval fine = rounding_interval(&a->fine_shannon),
			fine_least = rounding_interval(&a->fine_min_entropy);
	f->holds = fine.hi >= shannon.lo && fine.lo <= shannon.hi && fine_least.hi >= minimum.lo &&
		   fine_least.lo <= minimum.hi;
	f->computed = shannon;
	words_add(&f->text,
	    "the same ticks shown in ns have %.4g..%.4g bits of Shannon entropy and %.4g..%.4g of "
	    "min-entropy; "
	    "published %.4g and %.4g: %s",
	    shannon.lo, shannon.hi, minimum.lo, minimum.hi, operand_value(&a->fine_shannon),
	    operand_value(&a->fine_min_entropy), f->holds ? "fits" : "does not fit");
}

/* A cost of c = k + p ticks is seen as k or k + 1, the latter in the share p of the phases
 * @[WIDROW-KOLLAR, 4]: two modes one tick apart are one cost. */
static void one_cost(const struct relation *a, struct finding *f)
{
	double low = operand_value(&a->low), high = operand_value(&a->high),
	       modes = high - low > 1.5 ? 2 : 1;
	double p = count_of(&a->high_count) / (count_of(&a->low_count) + count_of(&a->high_count));
	f->computed = (struct interval){modes, modes};
	f->holds = operand_value(&a->published) == modes;
	if (modes == 1)
		words_add(&f->text,
		    "modes at %.4g and %.4g ticks are one cost of %.4g + %.3g ticks, %.3g ns, seen "
		    "by "
		    "a tick of %.4g ns",
		    low, high, low, p, (low + p) * 1e9 / a->hz, 1e9 / a->hz);
	else
		words_add(&f->text,
		    "modes at %.4g and %.4g ticks are %.4g ticks apart: no single cost gives both",
		    low, high, high - low);
	words_add(&f->text, "; published %.4g mode%s: %s", operand_value(&a->published),
	    operand_value(&a->published) == 1 ? "" : "s", f->holds ? "fits" : "does not fit");
}

void audit_relation(const struct relation *a, struct finding *out)
{
	memset(out, 0, sizeof *out);
	out->chance = 1;
	switch (a->kind) {
	case RELATION_SHARE_OF_COUNT:
		share_of_count(a, out);
		break;
	case RELATION_COUNTS_SUM:
		counts_sum(a, out);
		break;
	case RELATION_ONE_COST:
		one_cost(a, out);
		break;
	case RELATION_TICKS_TO_NS:
		ticks_to_ns(a, out);
		break;
	case RELATION_ENTROPY_AT_MOST_LOG2_OUTCOMES:
		entropy_at_most(a, out);
		break;
	case RELATION_ENTROPY_OF_TWO_POINT:
		entropy_of_two_point(a, out);
		break;
	case RELATION_CV_OF_TWO_POINT:
		cv_of_two_point(a, out);
		break;
	case RELATION_MIN_ENTROPY_GIVEN_SHANNON:
		min_entropy_given_shannon(a, out);
		break;
	case RELATION_EXTRACTOR_CAPACITY:
		extractor_capacity(a, out);
		break;
	case RELATION_COUNTS_ON_LATTICE:
		counts_on_lattice(a, out);
		break;
	case RELATION_MOMENTS_OF_TICKS:
		moments_of_ticks(a, out);
		break;
	case RELATION_ODD_SHARE_OF_TICKS:
		odd_share_of_ticks(a, out);
		break;
	case RELATION_SAME_LAW_TWO_COUNTERS:
		same_law_two_counters(a, out);
		break;
	case RELATION_ENTROPY_OF_POINTS:
	case RELATION_MIN_ENTROPY_OF_POINTS:
	case RELATION_CV_OF_POINTS:
	case RELATION_LSB_OF_POINTS:
		of_points(a, out);
		break;
	}
	if (a->note[0])
		words_add(&out->text, ". %s", a->note);
}

/* ---- a claim ------------------------------------------------------------------------------- */

static void add_sentence(struct words *why, const struct relation *a, const struct finding *f)
{
	words_add(why, " ");
	if (a->reading[0])
		words_add(why, "If %s: ", a->reading);
	words_add(why, "%s.", f->text.text);
}

/* Adds the findings that fail, or those that hold. Returns how many there are. */
static int add_findings(const struct claim *c, bool hold, struct words *why)
{
	int n = 0;
	for (int i = 0; i < c->relations_n; i++) {
		struct finding f;
		audit_relation(&c->relations[i], &f);
		if (f.holds != hold)
			continue;
		add_sentence(why, &c->relations[i], &f);
		n++;
	}
	return n;
}

/* True if every relation of the claim under one reading holds. */
static bool reading_fits(const struct claim *c, const char *reading)
{
	for (int i = 0; i < c->relations_n; i++) {
		struct finding f;
		if (strcmp(c->relations[i].reading, reading) != 0)
			continue;
		audit_relation(&c->relations[i], &f);
		if (!f.holds)
			return false;
	}
	return true;
}

/* Adds the readings that fit, or those that do not. Returns how many there are. */
static int add_readings(const struct claim *c, bool fit, const char *lead, struct words *why)
{
	int n = 0;
	for (int i = 0; i < c->relations_n; i++) {
		const char *reading = c->relations[i].reading;
		bool seen = false;
		for (int k = 0; k < i; k++)
			seen = seen || strcmp(c->relations[k].reading, reading) == 0;
		if (seen || reading_fits(c, reading) != fit)
			continue;
		words_add(why, "%s%s%s", n++ ? ", or " : lead, reading[0] ? "if " : "",
		    reading[0] ? reading : "without any assumption");
	}
	return n;
}

/* What the arithmetic came to, in one sentence. */
static void add_conclusion(const struct claim *c, struct words *why)
{
	int fit = add_readings(c, true, "the published figures fit ", why);
	add_readings(
	    c, false, fit ? "; they do not fit " : "the published figures do not fit ", why);
	words_add(why, ". Only a run can decide. In detail:");
}

/* A published table holds no claim of its own: the hypothesis on its body explains it, or does not.
 */
static void audit_table(const struct claim *c, struct judgement *out)
{
	bool fits = reading_fits(c, "");
	out->verdict = fits ? VERDICT_SUPPORTED : VERDICT_REFUTED;
	words_add(
	    &out->why, "%s %s this table:", c->hypothesis, fits ? "explains" : "does not explain");
	add_findings(c, false, &out->why);
	add_findings(c, true, &out->why);
}

void audit_claim(const struct claim *c, struct judgement *out)
{
	memset(out, 0, sizeof *out);
	out->verdict = VERDICT_UNDECIDED;
	out->value = out->lo = out->hi = NAN;
	out->figure = FIGURES;
	if (c->body[0]) {
		audit_table(c, out);
		return;
	}
	const struct relation *decides = NULL;
	for (int i = 0; i < c->relations_n; i++) {
		struct finding f;
		audit_relation(&c->relations[i], &f);
		if (f.holds || !c->relations[i].excludes || decides)
			continue;
		decides = &c->relations[i];
		out->verdict = VERDICT_IMPOSSIBLE;
		out->lo = f.computed.lo;
		out->hi = f.computed.hi;
	}
	if (decides)
		words_add(&out->why, "by arithmetic, without any data:");
	else
		add_conclusion(c, &out->why);
	add_findings(c, false, &out->why);
	add_findings(c, true, &out->why);
}
