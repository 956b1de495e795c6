/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bzip2 sorts all rotations of a block of 500,000 characters. Here a block is a ring of words, each
 * a number and its space. Rotations that begin with a word are sorted by the numbers of the words,
 * many to a machine word. A rotation that begins within a word is then in its place among those
 * that begin with the same letters up to the space, in the order of the words that follow. What
 * precedes each rotation is the transformed text; its codes and their bits are counted.
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
	MOST_ROUNDS = 12,
	LETTERS = 11,	     /* ten digits and the space */
	CODES = LETTERS + 2, /* runs of zeros take two, the end one, the first letter none */
	GROUP = 50,	     /* codes that share a table */
	TABLES = 6,
	PASSES = 4,
	LONGEST_CODE = 17,
};

struct word {
	char text[LONGEST_WORD];
	uint8_t length;
	uint8_t letter[LONGEST_WORD];  /* 0 for the space, 1 to 10 for the digits */
	uint16_t rank;		       /* among the words, equal if the texts are */
	uint16_t bucket[LONGEST_WORD]; /* of the rest of the word from each letter on */
};

struct rest {
	const char *text;
	uint8_t length;
	uint16_t word, from;
};

/* How often each code comes in a group. */
struct group {
	uint8_t of[16];
};

struct sp90b_bzip2 {
	size_t n;
	uint32_t k;
	struct word *word; /* by symbol; [k] is the word where the ring closes */
	struct rest *rest;
	uint32_t *start; /* of each bucket in `before` */
	uint16_t *ring;	 /* symbols of the block */
	size_t words;
	unsigned width; /* bits of a rank */
	struct sp90b_bits packed;
	struct sp90b_item *item, *other;
	uint32_t *bucket; /* of the first bits of the windows */
	uint8_t *before, *code;
	struct group *group;
	size_t letters, codes;
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
	free(z->rest);
	free(z->start);
	free(z->ring);
	sp90b_bits_release(&z->packed);
	free(z->item);
	free(z->other);
	free(z->bucket);
	free(z->group);
	free(z->before);
	free(z->code);
	free(z);
}

struct sp90b_bzip2 *sp90b_bzip2_open(const uint16_t *value, uint32_t k, size_t n)
{
	for (uint32_t v = 0; v < k; v++)
		if (value[v] > 999)
			return NULL;
	struct sp90b_bzip2 *z = calloc(1, sizeof *z);
	if (!z)
		return NULL;
	size_t words = n < MOST_WORDS ? n + 8 : MOST_WORDS;
	z->n = n;
	z->k = k;
	z->word = calloc(k + 1, sizeof *z->word);
	z->rest = calloc((size_t)(k + 1) * LONGEST_WORD, sizeof *z->rest);
	z->start = calloc((size_t)(k + 1) * LONGEST_WORD + 1, sizeof *z->start);
	z->ring = malloc(words * sizeof *z->ring);
	z->item = malloc(words * sizeof *z->item);
	z->other = malloc(words * sizeof *z->other);
	z->bucket = malloc((((size_t)1 << MOST_TOP) + 1) * sizeof *z->bucket);
	z->group = malloc((words * 4 / GROUP + 3) * sizeof *z->group);
	z->before = malloc(words * 4 + 64);
	z->code = malloc(words * 4 + 64);
	int bad = sp90b_bits_init(&z->packed, words * 16 + 128);
	if (bad || !z->word || !z->rest || !z->start || !z->ring || !z->item || !z->other ||
	    !z->bucket || !z->group || !z->before || !z->code) {
		sp90b_bzip2_close(z);
		return NULL;
	}
	for (uint32_t v = 0; v < k; v++) {
		spell_number(&z->word[v], value[v]);
		number_letters(&z->word[v]);
	}
	return z;
}

static int by_text(const void *x, const void *y)
{
	const struct rest *a = x, *b = y;
	/* Each ends in its only space, so that none begins another. */
	size_t n = a->length < b->length ? a->length : b->length;
	return memcmp(a->text, b->text, n);
}

/* Numbers the words and what is left of them from each letter on, in the order of their letters. */
static void order_words(struct sp90b_bzip2 *z, uint32_t words)
{
	size_t n = 0;
	for (uint32_t v = 0; v < words; v++)
		for (uint8_t i = 0; i < z->word[v].length; i++)
			z->rest[n++] = (struct rest){
			    z->word[v].text + i, (uint8_t)(z->word[v].length - i), (uint16_t)v, i};
	qsort(z->rest, n, sizeof *z->rest, by_text);
	uint16_t bucket = 0, rank = 0;
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && by_text(&z->rest[i - 1], &z->rest[i]) == 0;
		bucket = (uint16_t)(bucket + (i > 0 && !same));
		z->word[z->rest[i].word].bucket[z->rest[i].from] = bucket;
	}
	/* Ranks are dense over whole words: the order of their buckets, without the gaps. */
	for (size_t i = 0, last = n; i < n; i++) {
		if (z->rest[i].from != 0)
			continue;
		if (last != n && by_text(&z->rest[last], &z->rest[i]) != 0)
			rank++;
		z->word[z->rest[i].word].rank = rank;
		last = i;
	}
	z->width = rank ? 32 - (unsigned)__builtin_clz(rank) : 1;
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
	order_words(z, w->length ? z->k + 1 : z->k);
}

/* ---- the block sort ---- */

static void pack_words(struct sp90b_bzip2 *z)
{
	size_t bits = z->words * z->width + 80;
	memset(z->packed.word, 0, (bits / 64 + 2) * sizeof *z->packed.word);
	/* The ring goes on behind its end, as far as a window reaches. */
	for (size_t i = 0; i < z->words + 64 / z->width + 1; i++)
		sp90b_put(&z->packed, i * z->width, z->width, z->word[z->ring[i % z->words]].rank);
}

static uint64_t key_of(const struct sp90b_bzip2 *z, size_t place)
{
	return sp90b_window(&z->packed, place * z->width);
}

static void sort_ties(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth);

/* Sorts a[0..m), whose keys are the windows at `depth` words. */
static void sort_some(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth)
{
	sp90b_sort(a, z->other, m, 64);
	for (size_t i = 0, j; i < m; i = j) {
		for (j = i + 1; j < m && a[j].key == a[i].key; j++)
			;
		if (j - i > 1)
			sort_ties(z, a + i, j - i, depth + 64 / z->width);
	}
}

/* Rotations that agree so far, by their next window. Those that agree all round are the same. */
static void sort_ties(struct sp90b_bzip2 *z, struct sp90b_item *a, size_t m, size_t depth)
{
	z->work += m;
	if (depth >= z->words || z->work > MOST_ROUNDS * z->words)
		return;
	for (size_t i = 0; i < m; i++)
		a[i].key = key_of(z, (a[i].place + depth) % z->words);
	sort_some(z, a, m, depth);
}

/* Rotations that begin with a word, in order. False: they agree too long. */
static bool sort_words(struct sp90b_bzip2 *z)
{
	/* About one word to a bucket; two shifts, since one by 64, of a single word, is undefined.
	 */
	unsigned top = 63 - (unsigned)__builtin_clzll(z->words);
	top = top < MOST_TOP ? top : MOST_TOP;
	size_t buckets = (size_t)1 << top;
	uint32_t *start = z->bucket;
	memset(start, 0, (buckets + 1) * sizeof *start);
	pack_words(z);
	z->work = 0;
	for (size_t i = 0; i < z->words; i++)
		start[(key_of(z, i) >> 1 >> (63 - top)) + 1]++;
	for (size_t d = 0; d < buckets; d++)
		start[d + 1] += start[d];
	for (size_t i = 0; i < z->words; i++) {
		uint64_t key = key_of(z, i);
		z->item[start[key >> 1 >> (63 - top)]++] = (struct sp90b_item){key, (uint32_t)i, 0};
	}
	for (size_t d = 0, from = 0; d < buckets; from = start[d++])
		if (start[d] - from > 1)
			sort_some(z, z->item + from, start[d] - from, 0);
	return z->work <= MOST_ROUNDS * z->words;
}

/* The letter before each rotation, in the order of the rotations. */
static void transform_block(struct sp90b_bzip2 *z)
{
	size_t buckets = (size_t)(z->k + 1) * LONGEST_WORD;
	memset(z->start, 0, (buckets + 1) * sizeof *z->start);
	for (size_t i = 0; i < z->words; i++) {
		const struct word *w = &z->word[z->ring[i]];
		for (uint8_t l = 0; l < w->length; l++)
			z->start[w->bucket[l] + 1]++;
	}
	for (size_t b = 0; b < buckets; b++)
		z->start[b + 1] += z->start[b];
	z->letters = z->start[buckets];
	for (size_t i = 0; i < z->words; i++) {
		size_t follows = z->item[i].place, at = follows ? follows - 1 : z->words - 1;
		const struct word *w = &z->word[z->ring[at]];
		z->before[z->start[w->bucket[0]]++] = 0;
		for (uint8_t l = 1; l < w->length; l++)
			z->before[z->start[w->bucket[l]]++] = w->letter[l - 1];
	}
}

/* ---- codes ---- */

struct counts {
	uint32_t of[CODES];
	unsigned codes; /* in the alphabet */
};

/* A run of zeros as a number in base 2 with the digits 1 and 2. */
static void add_run(struct sp90b_bzip2 *z, struct counts *c, size_t run)
{
	while (run > 0) {
		uint8_t code = run % 2 ? 0 : 1;
		z->code[z->codes++] = code;
		c->of[code]++;
		run = (run - 1 - code) / 2;
	}
}

/* The letters by how lately they came, four bits each, the last one lowest. */
#define FOURS UINT64_C(0x1111111111111111)

static unsigned place_in(uint64_t list, unsigned letter)
{
	uint64_t off = list ^ letter * FOURS;
	/* The lowest of the fours that are 0. */
	return (unsigned)__builtin_ctzll((off - FOURS) & ~off & FOURS << 3) / 4;
}

static uint64_t to_front(uint64_t list, unsigned at, unsigned letter)
{
	uint64_t below = list & ((UINT64_C(1) << 4 * at) - 1);
	uint64_t above = list >> 4 * at >> 4 << 4 * at << 4;
	return above | below << 4 | letter;
}

/* Move to front, with runs of the first letter apart. */
static void move_to_front(struct sp90b_bzip2 *z, struct counts *c)
{
	bool used[LETTERS] = {false};
	unsigned letters = 0;
	/* No letter is 15. */
	uint64_t list = ~UINT64_C(0);
	*c = (struct counts){.codes = 0};
	z->codes = 0;
	for (size_t i = 0; i < z->letters; i++)
		used[z->before[i]] = true;
	for (unsigned v = 0; v < LETTERS; v++)
		letters += used[v];
	for (unsigned v = LETTERS; v-- > 0;)
		list = used[v] ? list << 4 | v : list;
	size_t run = 0;
	for (size_t i = 0; i < z->letters; i++) {
		unsigned x = z->before[i];
		if ((list & 15) == x) {
			run++;
			continue;
		}
		add_run(z, c, run);
		run = 0;
		unsigned at = place_in(list, x);
		list = to_front(list, at, x);
		z->code[z->codes++] = (uint8_t)(at + 1);
		c->of[at + 1]++;
	}
	add_run(z, c, run);
	z->code[z->codes++] = (uint8_t)(letters + 1);
	c->of[letters + 1]++;
	c->codes = letters + 2;
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

static size_t count_groups(struct sp90b_bzip2 *z)
{
	size_t groups = 0;
	for (size_t i = 0; i < z->codes; i += GROUP) {
		size_t n = z->codes - i < GROUP ? z->codes - i : GROUP;
		struct group g = {{0}};
		for (size_t j = 0; j < n; j++)
			g.of[z->code[i + j]]++;
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
static uint64_t choose_tables(
    struct sp90b_bzip2 *z, uint8_t length[TABLES][CODES], int tables, int codes)
{
	uint64_t bits = 0;
	uint32_t count[TABLES][CODES];
	size_t groups = count_groups(z);
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
	struct counts c;
	uint8_t length[TABLES][CODES];
	move_to_front(z, &c);
	int tables = z->codes < 200    ? 2
		     : z->codes < 600  ? 3
		     : z->codes < 1200 ? 4
		     : z->codes < 2400 ? 5
				       : 6;
	first_tables(length, tables, &c, z->codes);
	/* Magic, checksum, a flag, place of the first rotation; letters; numbers of tables and
	 * groups. */
	uint64_t bits = 48 + 32 + 1 + 24 + 16 + 2 * 16 + 3 + 15;
	bits += choose_tables(z, length, tables, (int)c.codes);
	for (int t = 0; t < tables; t++)
		bits += table_bits(length[t], (int)c.codes);
	return bits;
}

size_t sp90b_bzip2_length(struct sp90b_bzip2 *z, const uint16_t *s)
{
	/* "BZh5"; behind the blocks another magic and checksum. */
	uint64_t bits = 32 + 48 + 32;
	struct place from = {0, 0};
	while (!at_end(z, s, from)) {
		struct place to = block_end(z, s, from);
		if (to.number - from.number < 64)
			return 0;
		close_ring(z, s, from, to);
		if (!sort_words(z))
			return 0;
		transform_block(z);
		bits += block_bits(z);
		from = to;
	}
	return (size_t)((bits + 7) / 8);
}
