/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mem.h"
#include "sections.h"

#include "many.h"

#include <stdlib.h>
#include <string.h>

/* Every method once, with the figures that were made with it, over all runs. */
struct method {
	const char *method;
	char *names; /* "mean_ticks, sd_ticks" */
};

struct methods {
	struct method *list;
	size_t count;
};

static bool names_hold(const char *names, const char *name)
{
	size_t n = strlen(name);
	for (const char *s = names; (s = strstr(s, name)); s += n)
		if ((s == names || s[-1] == ' ') && (s[n] == ',' || s[n] == '\0'))
			return true;
	return false;
}

static void add_method(struct methods *m, const struct store_result *r)
{
	size_t i = 0;
	while (i < m->count && strcmp(m->list[i].method, r->method) != 0)
		i++;
	if (i == m->count) {
		m->list = mem_grow(m->list, i + 1, sizeof *m->list);
		m->list[m->count++] = (struct method){r->method, NULL};
	}
	char *old = m->list[i].names;
	if (old && names_hold(old, r->name))
		return;
	m->list[i].names = mem_print("%s%s%s", old ? old : "", old ? ", " : "", r->name);
	free(old);
}

static void methods_table(struct doc *d, const struct book *b)
{
	static const struct column columns[] = {{"Figures", false, false}, {"Method", false, true}};
	struct methods m = {0};
	for (size_t i = 0; i < b->run_count; i++)
		for (size_t j = 0; j < b->runs[i].result_count; j++)
			add_method(&m, &b->runs[i].results[j]);
	if (m.count > 0) {
		doc_fold(d, "How each figure was made");
		doc_table(d, "Methods as they are recorded with the figures", columns, 2);
		for (size_t i = 0; i < m.count; i++)
			doc_row(d, (struct cell[]){{m.list[i].names, TONE_TEXT, NULL, NULL},
				       {m.list[i].method, TONE_TEXT, NULL, NULL}});
		doc_table_end(d);
		doc_fold_end(d);
	}
	for (size_t i = 0; i < m.count; i++)
		free(m.list[i].names);
	free(m.list);
}

void section_methods(struct doc *d, const struct book *b)
{
	doc_heading(d, 3, "methods", "Methods and their limits");
	doc_list(d);
	doc_item(d, "A sample is the number of ticks between two reads of the counter with one "
		    "call between "
		    "them. The reads themselves are part of it. Nothing was dropped at recording.");
	doc_item(d, "Figures are given for all samples and again without those of 5 ms or more, "
		    "the published "
		    "source's rule. Those are marked at analysis, never deleted.");
	doc_item(d,
	    "Intervals are for 95 %%. Where the samples depend on one another, n_eff says how many "
	    "independent ones they equal; n alone would make the intervals too narrow.");
	doc_item(d,
	    "† beside a figure: it has no interval, because the samples would not support an "
	    "honest one; "
	    "the list at the end of the page has the reasons. A word in "
	    "a figure's place says "
	    "why it is absent: too short, too few samples for it; degenerate, the samples leave it "
	    "undefined; not converged, the fit found no answer; not identified, several answers "
	    "fit as well; not applicable, this run cannot "
	    "have it.");
	doc_item(d,
	    "How often the intervals hold a truth that is known, and how often the tests reject "
	    "it, is measured on simulated series: 'make calibrate' does it and writes "
	    "reports/calibration.md.");
	doc_item(d,
	    "A run is one stretch of time on one machine. Its intervals say how well this run was "
	    "measured, not how other machines, or this one tomorrow, will behave.");
	doc_item(d, "Entropy of durations is a property of what was observed. It is no bound on "
		    "what someone "
		    "who knows the machine could predict.");
	doc_item(d, "Windows of the published claim are stated for a counter of 24 MHz. On a "
		    "counter of another "
		    "frequency they are scaled by it; the grid 24MHz shows what such a counter "
		    "would have seen.");
	doc_item(d,
	    "Runs that follow one another differ by more than their load: temperature, clock and "
	    "neighbours change too. Two runs show a difference, not its cause.");
	doc_list_end(d);
	if (b->run_count <= MANY_OPEN)
		methods_table(d, b);
}
