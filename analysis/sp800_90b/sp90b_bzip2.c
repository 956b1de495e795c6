/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bzip2 sorts all rotations of a block of 500,000 characters. Here a block is a ring of words, each
 * a number and its space. Rotations that begin with a word are sorted by codes of the words, which
 * keep their order and are the shorter the more often the word comes, so that a machine word holds
 * many and its first bits divide the rotations evenly. A rotation that begins within a word is then
 * in its place among those that begin with the same letters up to the space, in the order of the
 * words that follow. What precedes each rotation is the transformed text; where all rotations that
 * begin alike are preceded by the same letter, it is not written. The codes of the text and their
 * bits are counted.
 */
#include "sp90b_bzip2_private.h"

#include "sp90b_sort_private.h"

#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = 500000 - 19, /* a block is full from that many characters on */
	LONGEST_WORD = 12,   /* two numbers that meet where the ring closes, and a space */
	MOST_WORDS = BLOCK / 2 + 8,
	MOST_TOP = 16,
	FEW = 32, /* rotations in each bucket, for which insertion is fast */
	MOST_ROUNDS = 12,
	LETTERS = 11,	     /* ten digits and the space */
	CODES = LETTERS + 2, /* runs of zeros take two, the end one, the first letter none */
	GROUP = 50,	     /* codes that share a table */
	TABLES = 6,
	PASSES = 4,
	LONGEST_CODE = 17,
};

/* A rotation that begins within a word: where it belongs, and what precedes it. */
struct entry {
	uint16_t bucket;
	uint8_t letter, step; /* 0: none is written */
};

struct word {
	char text[LONGEST_WORD];
	uint8_t length;
	uint8_t letter[LONGEST_WORD];	  /* 0 for the space, 1 to 10 for the digits */
	uint16_t bucket[LONGEST_WORD];	  /* of the rest of the word from each letter on */
	struct entry entry[LONGEST_WORD]; /* those in buckets of several letters */
};

/* Prefix codes of words: shorter than 32 bits, in the order of the words. */
struct code {
	uint32_t bits;
	uint8_t length;
};

struct rest {
	const char *text;
	uint8_t length, from;
	uint16_t word;
};

/* Rotations that begin with the same rest of a word. */
struct bucket {
	uint32_t start, size; /* in `before`; without a place there if `pure` */
	uint8_t letter;
	bool pure; /* all are preceded by `letter` */
};

/* How often each code comes in a group. */
struct group {
	uint8_t of[16];
};

struct sp90b_bzip2 {
	size_t n;
	uint32_t k;
	struct word *word; /* by symbol; [k] is the word where the ring closes */
	struct code *code_of;
	uint32_t *count;       /* of each word in the block */
	struct rest *rest;     /* of all symbols, in order, and behind them, of all words */
	size_t rests;	       /* of all symbols */
	struct bucket *bucket; /* in order */
	size_t buckets;
	uint16_t *ring; /* symbols of the block */
	size_t words;
	uint64_t *key; /* of the words from each one on */
	struct sp90b_item *item, *other;
	uint32_t *start; /* of items by the first bits of their keys */
	uint8_t *before, *code;
	struct group *group;
	size_t letters, codes;
	unsigned entries; /* most of a word */
	bool coded;
	uint64_t work;
};

/* ---- words ---- */

static void spell_number(struct word *w, unsigned v)
{
	char digit[4];
	size_t n = 0;
	do
		digit[n++] = (char)('0' + v % 10);
	while (v /= 10);
	for (size_t i = 0; i < n; i++)
		w->text[i] = digit[n - 1 - i];
	w->text[n] = ' ';
	w->length = (uint8_t)(n + 1);
}

static void number_letters(struct word *w)
{
	for (uint8_t i = 0; i < w->length; i++)
		w->letter[i] = w->text[i] == ' ' ? 0 : (uint8_t)(w->text[i] - '0' + 1);
}

void sp90b_bzip2_close(struct sp90b_bzip2 *z)
{
	if (!z)
		return;
	free(z->word);
	free(z->code_of);
	free(z->count);
	free(z->rest);
	free(z->bucket);
	free(z->ring);
	free(z->key);
	free(z->item);
	free(z->other);
	free(z->start);
	free(z->group);
	free(z->before);
	free(z->code);
	free(z);
}

static bool get_memory(struct sp90b_bzip2 *z)
{
	size_t words = z->n < MOST_WORDS ? z->n + 8 : MOST_WORDS, k = z->k + 1;
	z->word = calloc(k, sizeof *z->word);
	z->code_of = calloc(k, sizeof *z->code_of);
	z->count = calloc(k, sizeof *z->count);
	z->rest = calloc(2 * k * LONGEST_WORD, sizeof *z->rest);
	z->bucket = calloc(k * LONGEST_WORD, sizeof *z->bucket);
	z->ring = malloc(words * sizeof *z->ring);
	z->key = malloc(words * sizeof *z->key);
	z->item = malloc(words * sizeof *z->item);
	z->other = malloc(words * sizeof *z->other);
	z->start = malloc((((size_t)1 << MOST_TOP) + 1) * sizeof *z->start);
	z->group = malloc((words * 4 / GROUP + 3) * sizeof *z->group);
	z->before = malloc(words * 4 + 64);
	z->code = malloc(words * 4 + 64);
	return z->word && z->code_of && z->count && z->rest && z->bucket && z->ring && z->key &&
	       z->item && z->other && z->start && z->group && z->before && z->code;
}

static int by_text(const void *x, const void *y)
{
	const struct rest *a = x, *b = y;
	/* Each ends in its only space, so that none begins another. */
	size_t n = a->length < b->length ? a->length : b->length;
	return memcmp(a->text, b->text, n);
}

/* What is left of a word from each letter on. Returns how many there are. */
static size_t take_rests(const struct sp90b_bzip2 *z, uint32_t word, struct rest *to)
{
	const struct word *w = &z->word[word];
	for (uint8_t i = 0; i < w->length; i++)
		to[i] = (struct rest){w->text + i, (uint8_t)(w->length - i), i, (uint16_t)word};
	return w->length;
}

struct sp90b_bzip2 *sp90b_bzip2_open(const uint16_t *value, uint32_t k, size_t n)
{
	for (uint32_t v = 0; v < k; v++)
		if (value[v] > 999)
			return NULL;
	struct sp90b_bzip2 *z = calloc(1, sizeof *z);
	if (!z)
		return NULL;
	z->n = n;
	z->k = k;
	if (!get_memory(z)) {
		sp90b_bzip2_close(z);
		return NULL;
	}
	for (uint32_t v = 0; v < k; v++) {
		spell_number(&z->word[v], value[v]);
		number_letters(&z->word[v]);
		z->rests += take_rests(z, v, z->rest + z->rests);
	}
	qsort(z->rest, z->rests, sizeof *z->rest, by_text);
	return z;
}

/* Words in their order: codes of lo .. hi - 1 begin with `code`; sum[i] is the weight of those
 * before the i-th. The weights are divided as evenly as the order allows. */
static void divide_codes(struct sp90b_bzip2 *z, const uint16_t *word, const uint64_t *sum,
    size_t lo, size_t hi, struct code code)
{
	while (hi - lo > 1) {
		uint64_t twice = sum[lo] + sum[hi];
		size_t a = lo + 1, b = hi - 1; /* the first that is half or more, or the last */
		while (a < b) {
			size_t middle = (a + b) / 2;
			if (2 * sum[middle] < twice)
				a = middle + 1;
			else
				b = middle;
		}
		if (a > lo + 1 && 2 * sum[a] - twice > twice - 2 * sum[a - 1])
			a--;
		code = (struct code){code.bits << 1, (uint8_t)(code.length + 1)};
		divide_codes(z, word, sum, lo, a, code);
		lo = a;
		code.bits |= 1;
	}
	z->code_of[word[lo]] = code.length ? code : (struct code){0, 1};
}

/* Codes by how often the symbols come in all of the series, which permutations do not change. Rare
 * ones get enough weight that no code is too long. */
static bool find_codes(struct sp90b_bzip2 *z, const uint16_t *s)
{
	uint64_t *sum = calloc(z->k + 1, sizeof *sum);
	uint16_t *word = calloc(z->k, sizeof *word);
	if (sum && word) {
		memset(z->count, 0, z->k * sizeof *z->count);
		for (size_t i = 0; i < z->n; i++)
			z->count[s[i]]++;
		size_t words = 0;
		for (size_t i = 0; i < z->rests; i++) {
			if (z->rest[i].from != 0)
				continue;
			word[words] = z->rest[i].word;
			sum[words + 1] = sum[words] + z->count[word[words]] + z->n / 16 / z->k + 1;
			words++;
		}
		divide_codes(z, word, sum, 0, words, (struct code){0, 0});
		z->coded = true;
	}
	free(sum);
	free(word);
	return z->coded;
}

/* Rests of all words in order: those of the symbols, and those of the word that closes the ring, if
 * there is one, behind equal ones. Returns how many there are. */
static size_t merge_rests(struct sp90b_bzip2 *z, const struct rest **all)
{
	struct rest own[LONGEST_WORD], *to = z->rest + z->rests;
	size_t n = take_rests(z, z->k, own), at = 0;
	if (n == 0) {
		*all = z->rest;
		return z->rests;
	}
	qsort(own, n, sizeof *own, by_text);
	for (size_t i = 0; i < n; i++) {
		size_t a = at, b = z->rests;
		while (a < b) {
			size_t middle = (a + b) / 2;
			if (by_text(&z->rest[middle], &own[i]) <= 0)
				a = middle + 1;
			else
				b = middle;
		}
		memcpy(to + at + i, z->rest + at, (a - at) * sizeof *to);
		to[a + i] = own[i];
		at = a;
	}
	memcpy(to + at + n, z->rest + at, (z->rests - at) * sizeof *to);
	*all = to;
	return z->rests + n;
}

/* The code of the word that closes the ring: that of an equal word, or its neighbour in the order,
 * the one before if there is one, shares its code with it by one more bit. Returns the word whose
 * code was made longer, k if none was. */
static uint32_t share_code(struct sp90b_bzip2 *z, const struct rest *all, size_t rests)
{
	uint32_t other = z->k;
	bool first = false;
	for (size_t i = 0; i < rests; i++) {
		if (all[i].from != 0)
			continue;
		if (all[i].word != z->k)
			other = all[i].word;
		else if (other == z->k)
			first = true;
		if (all[i].word == z->k ? !first : first)
			break;
	}
	const struct word *a = &z->word[other], *b = &z->word[z->k];
	struct code c = z->code_of[other];
	z->code_of[z->k] = c;
	if (a->length == b->length && memcmp(a->text, b->text, a->length) == 0)
		return z->k;
	c = (struct code){c.bits << 1, (uint8_t)(c.length + 1)};
	z->code_of[z->k] = (struct code){c.bits | !first, c.length};
	z->code_of[other] = (struct code){c.bits | first, c.length};
	return other;
}

/* Adds the rotations that begin with a rest of a word to its bucket. */
static void fill_bucket(struct bucket *b, uint32_t count, uint8_t letter)
{
	if (b->size == 0) {
		b->letter = letter;
		b->pure = true;
	}
	b->pure &= b->letter == letter;
	b->size += count;
}

static uint8_t letter_before(const struct word *w, unsigned from)
{
	return from ? w->letter[from - 1] : 0;
}

/* Rotations that begin within a word and go into buckets of several letters. Returns how many. All
 * words get as many steps, so that no branch depends on the word. */
static unsigned fill_entries(const struct sp90b_bzip2 *z, struct word *w)
{
	unsigned n = 0;
	memset(w->entry, 0, sizeof w->entry);
	for (unsigned i = 0; i < w->length; i++)
		if (!z->bucket[w->bucket[i]].pure)
			w->entry[n++] = (struct entry){w->bucket[i], letter_before(w, i), 1};
	for (unsigned i = n; i < LONGEST_WORD; i++)
		w->entry[i].bucket = (uint16_t)z->buckets;
	return n;
}

/* Buckets of the rests of words in the block, and what goes where. */
static void order_words(struct sp90b_bzip2 *z, const struct rest *all, size_t rests)
{
	z->buckets = 0;
	for (size_t i = 0; i < rests; i++) {
		if (i == 0 || by_text(&all[i - 1], &all[i]) != 0)
			z->bucket[z->buckets++] = (struct bucket){0, 0, 0, false};
		struct word *w = &z->word[all[i].word];
		w->bucket[all[i].from] = (uint16_t)(z->buckets - 1);
		if (z->count[all[i].word])
			fill_bucket(&z->bucket[z->buckets - 1], z->count[all[i].word],
			    letter_before(w, all[i].from));
	}
	uint32_t start = 0;
	z->letters = 0;
	for (size_t b = 0; b < z->buckets; b++) {
		z->bucket[b].start = start;
		start += z->bucket[b].pure ? 0 : z->bucket[b].size;
		z->letters += z->bucket[b].size;
	}
	z->entries = 0;
	for (uint32_t v = 0; v <= z->k; v++)
		if (z->count[v]) {
			unsigned n = fill_entries(z, &z->word[v]);
			z->entries = n > z->entries ? n : z->entries;
		}
}

/* ---- blocks ---- */

/* A place in the text: a letter of a number of the series. */
struct place {
	size_t number, letter;
};

/* Letters from the beginning of number `at` to the end of the text, which has no last space. */
static char letter_at(const struct sp90b_bzip2 *z, const uint16_t *s, struct place p)
{
	return z->word[s[p.number]].text[p.letter];
}

static bool at_end(const struct sp90b_bzip2 *z, const uint16_t *s, struct place p)
{
	return p.number + 1 == z->n && p.letter + 1 >= z->word[s[p.number]].length;
}

static struct place step_forward(const struct sp90b_bzip2 *z, const uint16_t *s, struct place p)
{
	if (++p.letter == z->word[s[p.number]].length) {
		p.number++;
		p.letter = 0;
	}
	return p;
}

/* Where the block that begins at p ends: full, but not within a run of the same letter; a single
 * letter that would be left over comes with it, since bzip2 has read it by then. */
static struct place block_end(const struct sp90b_bzip2 *z, const uint16_t *s, struct place p)
{
	size_t length = 0;
	/* Whole words while the block is far from full. */
	while (p.letter == 0 && p.number + 1 < z->n && length + LONGEST_WORD < BLOCK) {
		length += z->word[s[p.number]].length;
		p.number++;
	}
	char last = 0;
	while (!at_end(z, s, p)) {
		char c = letter_at(z, s, p);
		if (length >= BLOCK && c != last) {
			struct place beyond = step_forward(z, s, p);
			return at_end(z, s, beyond) ? beyond : p;
		}
		last = c;
		length++;
		p = step_forward(z, s, p);
		while (p.letter == 0 && p.number + 1 < z->n && length + LONGEST_WORD < BLOCK) {
			length += z->word[s[p.number]].length;
			p.number++;
		}
	}
	return p;
}

/* The ring of the words from a to b. Where it closes, the letters of the last number and the rest
 * of the first one make one word. */
static void close_ring(struct sp90b_bzip2 *z, const uint16_t *s, struct place a, struct place b)
{
	z->words = 0;
	size_t first = a.number;
	struct word *w = &z->word[z->k];
	w->length = 0;
	if (a.letter > 0 || b.letter > 0) {
		const struct word *tail = &z->word[b.letter ? s[b.number] : 0];
		const struct word *head = &z->word[s[a.number]];
		memcpy(w->text, tail->text, b.letter);
		memcpy(w->text + b.letter, head->text + a.letter, head->length - a.letter);
		w->length = (uint8_t)(b.letter + head->length - a.letter);
		number_letters(w);
		z->ring[z->words++] = (uint16_t)z->k;
		first++;
	}
	for (size_t i = first; i < b.number; i++)
		z->ring[z->words++] = s[i];
	memset(z->count, 0, (z->k + 1) * sizeof *z->count);
	for (size_t i = 0; i < z->words; i++)
		z->count[z->ring[i]]++;
}

/* ---- the block sort ---- */

/* Keys of all rotations that begin with a word: the codes from there on, all round. */
static void find_keys(struct sp90b_bzip2 *z)
{
	uint64_t key = 0;
	/* Each word has one bit at least. */
	for (size_t i = 64; i-- > 0;) {
		struct code c = z->code_of[z->ring[i % z->words]];
		key = key >> c.length | (uint64_t)c.bits << (64 - c.length);
	}
	for (size_t i = z->words; i-- > 0;) {
		struct code c = z->code_of[z->ring[i]];
		key = key >> c.length | (uint64_t)c.bits << (64 - c.length);
		z->key[i] = key;
	}
}

/* Words that lie whole in a key. */
static size_t words_in_key(const struct sp90b_bzip2 *z, size_t place)
{
	size_t n = 0;
	for (unsigned bits = 0; bits <= 64; n++)
		bits += z->code_of[z->ring[(place + n) % z->words]].length;
	return n - 1;
}

static void sort_ties(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth);

/* Sorts a[0..m), whose keys are those `depth` words on. */
static void sort_some(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth)
{
	sp90b_sort(a, z->other, m, 64);
	for (size_t i = 0, j; i < m; i = j) {
		for (j = i + 1; j < m && a[j].key == a[i].key; j++)
			;
		if (j - i > 1)
			sort_ties(z, a + i, j - i, depth + words_in_key(z, a[i].place + depth));
	}
}

/* Rotations that agree so far, by their next keys. Those that agree all round are the same. */
static void sort_ties(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth)
{
	z->work += m;
	if (depth >= z->words || z->work > MOST_ROUNDS * z->words)
		return;
	for (size_t i = 0; i < m; i++)
		a[i].key = z->key[(a[i].place + depth) % z->words];
	sort_some(z, a, m, depth);
}

/* Sorts items that are nearly in order. False: some keys are equal. */
static bool insert_all(struct sp90b_item *a, size_t m)
{
	bool differ = true;
	for (size_t i = 1; i < m; i++) {
		if (a[i - 1].key < a[i].key)
			continue;
		struct sp90b_item x = a[i];
		size_t j = i;
		for (; j > 0 && a[j - 1].key > x.key; j--)
			a[j] = a[j - 1];
		a[j] = x;
		differ &= j == 0 || a[j - 1].key != x.key;
	}
	return differ;
}

/* Rotations that begin with a word, in order. False: they agree too long. */
static bool sort_words(struct sp90b_bzip2 *z)
{
	/* About one word to a bucket; two shifts, since one by 64, of a single word, is undefined.
	 */
	unsigned top = 63 - (unsigned)__builtin_clzll(z->words);
	top = top < MOST_TOP ? top : MOST_TOP;
	size_t buckets = (size_t)1 << top;
	uint32_t *start = z->start;
	memset(start, 0, (buckets + 1) * sizeof *start);
	find_keys(z);
	z->work = 0;
	for (size_t i = 0; i < z->words; i++)
		start[(z->key[i] >> 1 >> (63 - top)) + 1]++;
	uint32_t most = 0;
	for (size_t d = 0; d < buckets; d++) {
		most = start[d + 1] > most ? start[d + 1] : most;
		start[d + 1] += start[d];
	}
	uint16_t left = z->ring[z->words - 1];
	for (size_t i = 0; i < z->words; i++) {
		uint64_t key = z->key[i];
		z->item[start[key >> 1 >> (63 - top)]++] =
		    (struct sp90b_item){key, (uint32_t)i, left};
		left = z->ring[i];
	}
	if (most <= FEW && insert_all(z->item, z->words))
		return true;
	for (size_t d = 0, from = 0; d < buckets; from = start[d++])
		if (start[d] - from > 1)
			sort_some(z, z->item + from, start[d] - from, 0);
	return z->work <= MOST_ROUNDS * z->words;
}

/* The letter before each rotation, in the order of the rotations, where it may be one of several.
 */
static void transform_block(struct sp90b_bzip2 *z)
{
	uint32_t *end = z->start;
	for (size_t b = 0; b < z->buckets; b++)
		end[b] = z->bucket[b].start;
	end[z->buckets] = (uint32_t)z->letters; /* not read */
	for (size_t i = 0; i < z->words; i++) {
		const struct word *w = &z->word[z->item[i].left];
		for (unsigned e = 0; e < z->entries; e++) {
			uint32_t *to = &end[w->entry[e].bucket];
			z->before[*to] = w->entry[e].letter;
			*to += w->entry[e].step;
		}
	}
}

/* ---- codes ---- */

struct counts {
	uint32_t of[CODES];
	unsigned codes; /* in the alphabet */
};

/* A run of zeros as a number in base 2 with the digits 1 and 2. */
static void add_run(struct sp90b_bzip2 *z, size_t run)
{
	while (run > 0) {
		uint8_t code = run % 2 ? 0 : 1;
		z->code[z->codes++] = code;
		run = (run - 1 - code) / 2;
	}
}

/* The letters by how lately they came are kept in four bits each, the last one lowest. */
#define FOURS UINT64_C(0x1111111111111111)

/* Letters that were written, their places, and the run in hand of the first one. */
struct front {
	uint64_t list;
	size_t run;
};

static inline void move_letter(struct sp90b_bzip2 *z, struct front *f, uint64_t letter)
{
	uint64_t list = f->list, off = list ^ letter * FOURS;
	if ((off & 15) == 0) {
		f->run++;
		return;
	}
	add_run(z, f->run);
	f->run = 0;
	/* The top bit of the lowest of the fours that are 0, and all bits up to it. */
	uint64_t found = (off - FOURS) & ~off & FOURS << 3, upto = found ^ (found - 1);
	unsigned at = (unsigned)__builtin_ctzll(found) / 4;
	f->list = (list & ~upto) | (list << 4 & upto) | letter;
	z->code[z->codes++] = (uint8_t)(at + 1);
}

/* Letters that precede a rotation; how many. The lowest one is the first in `list`. */
static unsigned list_letters(const struct sp90b_bzip2 *z, uint64_t *list)
{
	bool used[LETTERS] = {true}; /* each word ends in a space */
	unsigned letters = 0;
	for (uint32_t v = 0; v <= z->k; v++)
		for (unsigned i = 0; z->count[v] && i < z->word[v].length; i++)
			used[z->word[v].letter[i]] = true;
	/* No letter is 15. */
	*list = ~UINT64_C(0);
	for (unsigned v = LETTERS; v-- > 0;) {
		letters += used[v];
		*list = used[v] ? *list << 4 | v : *list;
	}
	return letters;
}

/* Move to front, with runs of the first letter apart. Returns how many codes there may be. */
static unsigned move_to_front(struct sp90b_bzip2 *z)
{
	struct front f = {.run = 0};
	unsigned letters = list_letters(z, &f.list);
	z->codes = 0;
	for (size_t b = 0; b < z->buckets; b++) {
		const struct bucket *k = &z->bucket[b];
		if (k->pure) {
			move_letter(z, &f, k->letter);
			f.run += k->size - 1;
			continue;
		}
		for (size_t i = 0; i < k->size; i++)
			move_letter(z, &f, z->before[k->start + i]);
	}
	add_run(z, f.run);
	z->code[z->codes++] = (uint8_t)(letters + 1);
	return letters + 2;
}

/* ---- code tables ---- */

/* A heap of nodes by weight. Which of equal weights comes first decides the lengths of codes, hence
 * the steps are bzip2's. The low 8 bits of a weight are the depth below the node. */
struct tree {
	uint32_t weight[2 * CODES + 2];
	int parent[2 * CODES + 2];
	int heap[CODES + 2];
	int heaped;
};

static void sift_up(struct tree *t, int at)
{
	int node = t->heap[at];
	for (; t->weight[node] < t->weight[t->heap[at / 2]]; at /= 2)
		t->heap[at] = t->heap[at / 2];
	t->heap[at] = node;
}

static int take_least(struct tree *t)
{
	int least = t->heap[1], node = t->heap[t->heaped--], at = 1;
	for (int child = 2; child <= t->heaped; child = 2 * at) {
		if (child < t->heaped && t->weight[t->heap[child + 1]] < t->weight[t->heap[child]])
			child++;
		if (t->weight[node] < t->weight[t->heap[child]])
			break;
		t->heap[at] = t->heap[child];
		at = child;
	}
	t->heap[at] = node;
	return least;
}

static uint32_t join_weights(uint32_t a, uint32_t b)
{
	uint32_t deep = (a & 0xFF) > (b & 0xFF) ? a & 0xFF : b & 0xFF;
	return ((a & ~UINT32_C(0xFF)) + (b & ~UINT32_C(0xFF))) | (deep + 1);
}

/* Lengths of the codes of one tree; returns the longest. */
static unsigned build_tree(struct tree *t, uint8_t *length, int codes)
{
	int nodes = codes;
	t->heaped = 0;
	t->heap[0] = 0;
	t->weight[0] = 0;
	for (int i = 1; i <= codes; i++) {
		t->parent[i] = 0;
		t->heap[++t->heaped] = i;
		sift_up(t, t->heaped);
	}
	while (t->heaped > 1) {
		int a = take_least(t), b = take_least(t);
		t->parent[a] = t->parent[b] = ++nodes;
		t->weight[nodes] = join_weights(t->weight[a], t->weight[b]);
		t->parent[nodes] = 0;
		t->heap[++t->heaped] = nodes;
		sift_up(t, t->heaped);
	}
	unsigned longest = 0;
	for (int i = 1; i <= codes; i++) {
		unsigned depth = 0;
		for (int p = i; t->parent[p]; p = t->parent[p])
			depth++;
		length[i - 1] = (uint8_t)depth;
		longest = depth > longest ? depth : longest;
	}
	return longest;
}

/* Flattens the counts until no code is too long. */
static void code_lengths(uint8_t *length, const uint32_t *count, int codes)
{
	struct tree t;
	uint32_t flat[CODES + 1];
	for (int i = 1; i <= codes; i++)
		flat[i] = count[i - 1] ? count[i - 1] : 1;
	for (;;) {
		for (int i = 1; i <= codes; i++)
			t.weight[i] = flat[i] << 8;
		if (build_tree(&t, length, codes) <= LONGEST_CODE)
			return;
		for (int i = 1; i <= codes; i++)
			flat[i] = 1 + flat[i] / 2;
	}
}

/* First tables: each is for a stretch of the alphabet that has its share of the codes. */
static void first_tables(
    uint8_t length[TABLES][CODES], int tables, const struct counts *c, size_t codes)
{
	size_t left = codes;
	int from = 0;
	for (int part = tables; part > 0; part--) {
		size_t want = left / (size_t)part, have = 0;
		int to = from - 1;
		while (have < want && to < (int)c->codes - 1)
			have += c->of[++to];
		if (to > from && part != tables && part != 1 && (tables - part) % 2 == 1)
			have -= c->of[to--];
		for (int v = 0; v < (int)c->codes; v++)
			length[part - 1][v] = v >= from && v <= to ? 0 : 15;
		from = to + 1;
		left -= have;
	}
}

/* Lengths of one code in all tables, 10 bits each, so that one addition serves them all. */
static void side_by_side(uint64_t *sum, uint8_t length[TABLES][CODES], int tables, int codes)
{
	for (int v = 0; v < codes; v++) {
		sum[v] = 0;
		for (int t = 0; t < tables; t++)
			sum[v] |= (uint64_t)length[t][v] << (10 * t);
	}
}

static int cheapest_table(uint64_t cost, int tables)
{
	int best = 0;
	uint64_t least = cost & 1023;
	for (int t = 1; t < tables; t++) {
		uint64_t c = cost >> (10 * t) & 1023;
		best = c < least ? t : best;
		least = c < least ? c : least;
	}
	return best;
}

/* Codes in each group and in all. Returns how many groups there are. */
static size_t count_groups(struct sp90b_bzip2 *z, struct counts *c)
{
	size_t groups = 0;
	for (size_t i = 0; i < z->codes; i += GROUP) {
		size_t n = z->codes - i < GROUP ? z->codes - i : GROUP;
		struct group g = {{0}};
		for (size_t j = 0; j < n; j++)
			g.of[z->code[i + j]]++;
		for (unsigned v = 0; v < c->codes; v++)
			c->of[v] += g.of[v];
		z->group[groups++] = g;
	}
	return groups;
}

/* Choices are coded by move to front, one bit more than the place. */
static unsigned choice_bits(uint8_t front[TABLES], int table)
{
	int at = 0;
	while (front[at] != table)
		at++;
	memmove(front + 1, front, (size_t)at);
	front[0] = (uint8_t)table;
	return (unsigned)at + 1;
}

/* Each group of codes takes the table that makes it shortest; then the tables are made anew. The
 * choice of the last pass remains, with the tables made after it. Returns the bits of the codes and
 * of the choices. */
static uint64_t choose_tables(const struct sp90b_bzip2 *z, size_t groups,
    uint8_t length[TABLES][CODES], int tables, int codes)
{
	uint64_t bits = 0;
	uint32_t count[TABLES][CODES];
	for (int pass = 0; pass < PASSES; pass++) {
		uint64_t side[CODES];
		uint8_t front[TABLES] = {0, 1, 2, 3, 4, 5};
		side_by_side(side, length, tables, codes);
		memset(count, 0, sizeof count);
		bits = 0;
		for (size_t i = 0; i < groups; i++) {
			const struct group *g = &z->group[i];
			uint64_t cost = 0;
			for (int v = 0; v < codes; v++)
				cost += g->of[v] * side[v];
			int t = cheapest_table(cost, tables);
			for (int v = 0; v < codes; v++)
				count[t][v] += g->of[v];
			bits += choice_bits(front, t);
		}
		for (int t = 0; t < tables; t++)
			code_lengths(length[t], count[t], codes);
	}
	for (int t = 0; t < tables; t++)
		for (int v = 0; v < codes; v++)
			bits += (uint64_t)count[t][v] * length[t][v];
	return bits;
}

/* A table as differences: two bits for each step up or down, one to go on. */
static uint64_t table_bits(const uint8_t *length, int codes)
{
	uint64_t bits = 5;
	int now = length[0];
	for (int v = 0; v < codes; v++) {
		bits += 2 * (uint64_t)abs(length[v] - now) + 1;
		now = length[v];
	}
	return bits;
}

static uint64_t block_bits(struct sp90b_bzip2 *z)
{
	uint8_t length[TABLES][CODES];
	struct counts c = {.codes = move_to_front(z)};
	size_t groups = count_groups(z, &c);
	int tables = z->codes < 200    ? 2
		     : z->codes < 600  ? 3
		     : z->codes < 1200 ? 4
		     : z->codes < 2400 ? 5
				       : 6;
	first_tables(length, tables, &c, z->codes);
	/* Magic, checksum, a flag, place of the first rotation; letters; numbers of tables and
	 * groups. */
	uint64_t bits = 48 + 32 + 1 + 24 + 16 + 2 * 16 + 3 + 15;
	bits += choose_tables(z, groups, length, tables, (int)c.codes);
	for (int t = 0; t < tables; t++)
		bits += table_bits(length[t], (int)c.codes);
	return bits;
}

/* Sorts the rotations of the ring. False: they agree too long. */
static bool sort_block(struct sp90b_bzip2 *z)
{
	const struct rest *all;
	size_t rests = merge_rests(z, &all);
	order_words(z, all, rests);
	if (z->count[z->k] == 0)
		return sort_words(z);
	uint32_t longer = share_code(z, all, rests);
	struct code *c = &z->code_of[longer];
	bool sorted = sort_words(z);
	if (longer != z->k)
		*c = (struct code){c->bits >> 1, (uint8_t)(c->length - 1)};
	return sorted;
}

size_t sp90b_bzip2_length(struct sp90b_bzip2 *z, const uint16_t *s)
{
	/* "BZh5"; behind the blocks another magic and checksum. */
	uint64_t bits = 32 + 48 + 32;
	struct place from = {0, 0};
	if (!z->coded && !find_codes(z, s))
		return 0;
	while (!at_end(z, s, from)) {
		struct place to = block_end(z, s, from);
		if (to.number - from.number < 64)
			return 0;
		close_ring(z, s, from, to);
		if (!sort_block(z))
			return 0;
		transform_block(z);
		bits += block_bits(z);
		from = to;
	}
	return (size_t)((bits + 7) / 8);
}
