/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Suggestions for mistyped names, by the restricted Damerau-Levenshtein distance: the four slips
 * that it counts are those that typists make. Three rows of the table of distances are kept, so a
 * name costs its length times the word's. @[DAMERAU-1964]
 */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 63 };

static size_t least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t nearest_edits(const char *a, const char *b)
{
	size_t rows[3][LONGEST + 1], n = strnlen(a, LONGEST), m = strnlen(b, LONGEST);
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least_of(least_of(last[j], now[j - 1]) + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least_of(now[j], before[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
	size_t letters = strlen(word), best = letters / 3 > 1 ? letters / 3 : 1;
	const char *found = NULL;
	if (letters == 0 || letters > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i]) > LONGEST)
			continue;
		size_t d = nearest_edits(word, names[i]);
		if (found ? d < best : d <= best) {
			found = names[i];
			best = d;
		}
	}
	return found;
}

const char *nearest_misspelt(const char *word, const char *const *names, size_t count)
{
	enum { SLIPS = 2 };
	const char *near = nearest_name(word, names, count);
	size_t edits = near ? nearest_edits(word, near) : 0;
	return edits > 0 && edits <= SLIPS ? near : NULL;
}
