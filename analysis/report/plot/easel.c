/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gnuplot takes some 30 ms to start and the report has a hundred plots, so as many run at a time as
 * there are CPUs, each waited for by a thread of its own; and what an earlier report drew from the
 * same bytes is kept. Cost: SHA-256 of data and scripts; memory for all pictures.
 */
#include "easel_private.h"

#include "escape.h"
#include "litter.h"
#include "mem.h"
#include "outfile.h"
#include "plot.h"
#include "sha256.h"
#include "svg_private.h"
#include "thread.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void plate_add(struct plate *p, const char *variable, char *text)
{
	bool first = p->data_count == 0;
	p->data[p->data_count++] = (struct plate_data){variable,
	    mem_print("%s%s%s.tsv", p->stem, first ? "" : "-", first ? "" : variable), text};
}

void plate_release(struct plate *p)
{
	for (size_t i = 0; i < p->data_count; i++) {
		free(p->data[i].file);
		free(p->data[i].text);
	}
	free(p->assignments);
	free(p->driver);
	free(p->stem);
	free(p->file);
	free(p->href);
	free(p->svg);
	free(p->inlined);
	free(p->failed);
	free(p->caption);
}

/* ---- drivers --------------------------------------------------------------------------------- */

static void digest_file(struct sha256 *h, const char *folder, const char *name)
{
	char *path = mem_print("%s/%s", folder, name), *text = outfile_read(path);
	if (text)
		sha256_add(h, text, strlen(text));
	else if (errno == ENOMEM)
		mem_end();
	free(text);
	free(path);
}

static void write_driver(struct plate *p, const struct easel_tools *tools)
{
	char hex[65];
	size_t size;
	struct sha256 h;
	sha256_open(&h);
	digest_file(&h, tools->scripts, p->script);
	digest_file(&h, tools->scripts, "style.gp");
	for (size_t i = 0; i < p->data_count; i++)
		sha256_add(&h, p->data[i].text, strlen(p->data[i].text));
	sha256_finish(&h, hex);
	FILE *out = mem_open_text(&p->driver, &size);
	fprintf(out,
	    "# Draws %s.svg from the tables beside it; in another form with -e \"format='png'\" or "
	    "'pdf'. In this folder:\n"
	    "#   gnuplot %s.gp\n"
	    "# SHA-256 of tables, script and style: %s\n"
	    "if (!exists('format')) format = 'svg'\n"
	    "if (!exists('scripts')) scripts = '%s'\n"
	    "if (!exists('out')) out = '%s.' . format\n",
	    p->stem, p->stem, hex, tools->from_plots, p->stem);
	for (size_t i = 0; i < p->data_count; i++)
		fprintf(out, "%s = '%s'\n", p->data[i].variable, p->data[i].file);
	fprintf(out, "%s\nload scripts . '/%s'\n", p->assignments, p->script);
	mem_close_text(out);
}

/* Takes the picture of an earlier report where it was drawn from the same. */
static bool keep_earlier(struct plate *p, const struct easel_tools *tools)
{
	char *path = mem_print("%s/%s.gp", tools->plots, p->stem);
	char *driver = outfile_read(path), *svg = mem_print("%s/%s", tools->plots, p->file);
	if (driver && strcmp(driver, p->driver) == 0)
		p->svg = outfile_read(svg);
	free(driver);
	free(svg);
	free(path);
	return p->svg != NULL;
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* What the threads share. */
struct work {
	struct plate *plates;
	size_t count;
	const struct easel_tools *tools;
	_Atomic size_t next;
	_Atomic bool no_gnuplot;
	pthread_mutex_t lock; /* of why, done */
	size_t done;
	char *why;
	size_t size;
};

static int write_text(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");
	if (!out)
		return -1;
	int bad = fputs(text, out) == EOF;
	return fclose(out) != 0 || bad ? -1 : 0;
}

static void note_failure(struct plate *p, const char *why)
{
	free(p->svg);
	p->svg = NULL;
	p->failed = mem_print("%s", why);
}

/* Why nothing more can be written to the temporary folder; 0: it can. */
static int folder_fault(const char *folder)
{
	static const char zeros[64 << 10];
	char *path = mem_print("%s/probe.XXXXXX", folder);
	litter_begin();
	int fd = mkstemp(path), fault = fd < 0 ? errno : 0;
	if (fd >= 0) {
		/* A part that was written names no reason; the write after it does. */
		ssize_t n = 1;
		for (size_t left = sizeof zeros; left > 0 && n > 0; left -= (size_t)n)
			n = write(fd, zeros, left);
		if (n <= 0)
			fault = n < 0 ? errno : ENOSPC;
		close(fd);
		unlink(path);
	}
	litter_end();
	free(path);
	return fault;
}

static bool svg_is_whole(const char *svg)
{
	static const char end[] = "</svg>";
	size_t n = strlen(svg);
	while (n > 0 && isspace((unsigned char)svg[n - 1]))
		n--;
	return n >= sizeof end - 1 && strncmp(svg + n - (sizeof end - 1), end, sizeof end - 1) == 0;
}

/* gnuplot does not look whether what it wrote was written, and talks of something else. */
static void note_drawing_failure(struct work *w, struct plate *p, const char *why)
{
	int fault = folder_fault(w->tools->temp);
	char *full = mem_print("%s: %s", w->tools->temp, strerror(fault));
	note_failure(p, fault ? full : why);
	free(full);
}

/* Runs the driver in the temporary folder, where the plate's files are. */
static void run_driver(struct work *w, struct plate *p, const char *driver, const char *out)
{
	char why[512], folder[4096], scripts[4096], to[4096];
	if (escape_plot_path(folder, sizeof folder, w->tools->temp) != 0 ||
	    escape_plot_path(scripts, sizeof scripts, w->tools->scripts) != 0 ||
	    escape_plot_path(to, sizeof to, out) != 0) {
		note_failure(p, "gnuplot cannot be given this path");
		return;
	}
	char *set = mem_print("cd '%s'; scripts='%s'; out='%s'", folder, scripts, to);
	char *name = mem_print("%s/%s", w->tools->scripts, p->script);
	enum plot_outcome outcome = plot_draw(driver, name, set, out, why, sizeof why);
	free(name);
	if (outcome == PLOT_NO_GNUPLOT && !atomic_exchange(&w->no_gnuplot, true)) {
		pthread_mutex_lock(&w->lock);
		snprintf(w->why, w->size, "%s: %s", p->file, why);
		pthread_mutex_unlock(&w->lock);
	}
	if (outcome != PLOT_DRAWN)
		note_drawing_failure(w, p, why);
	else if (!(p->svg = outfile_read(out)))
		note_failure(p, strerror(errno));
	else if (!svg_is_whole(p->svg))
		note_drawing_failure(w, p, "gnuplot left a part of a picture");
	free(set);
}

static void draw_plate(struct work *w, struct plate *p)
{
	char *driver = mem_print("%s/%s.gp", w->tools->temp, p->stem);
	char *out = mem_print("%s/%s", w->tools->temp, p->file), *data[PLATE_DATA];
	bool bad = false;
	litter_begin();
	litter_add(driver, false);
	litter_add(out, false);
	for (size_t i = 0; i < p->data_count; i++) {
		data[i] = mem_print("%s/%s", w->tools->temp, p->data[i].file);
		litter_add(data[i], false);
		bad = bad || write_text(data[i], p->data[i].text) != 0;
	}
	bad = bad || write_text(driver, p->driver) != 0;
	if (bad)
		note_failure(p, strerror(errno));
	litter_end();
	if (!bad)
		run_driver(w, p, driver, out);
	for (size_t i = 0; i < p->data_count; i++) {
		unlink(data[i]);
		litter_keep(data[i]);
		free(data[i]);
	}
	unlink(driver);
	unlink(out);
	litter_keep(driver);
	litter_keep(out);
	free(driver);
	free(out);
}

static void inline_plate(struct plate *p, size_t index)
{
	char prefix[32], why[512];
	snprintf(prefix, sizeof prefix, "p%zu-", index);
	if (p->svg && !(p->inlined = svg_inline(p->svg, prefix, p->caption, why, sizeof why)))
		note_failure(p, why);
}

static void note_done(struct work *w)
{
	pthread_mutex_lock(&w->lock);
	w->done++;
	if (w->tools->progress)
		w->tools->progress(w->tools->context, w->done, w->count);
	pthread_mutex_unlock(&w->lock);
}

static void *draw_some(void *context)
{
	struct work *w = context;
	for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->count;) {
		struct plate *p = &w->plates[i];
		if (atomic_load(&w->no_gnuplot))
			break;
		if (!keep_earlier(p, w->tools))
			draw_plate(w, p);
		inline_plate(p, i + 1);
		note_done(w);
	}
	return NULL;
}

int easel_draw(
    struct plate *plates, size_t count, const struct easel_tools *tools, char *why, size_t size)
{
	struct work w = {
	    .plates = plates, .count = count, .tools = tools, .why = why, .size = size};
	enum { THREADS_MAX = 32 };
	pthread_t thread[THREADS_MAX];
	size_t n = 0, wanted = tools->threads < THREADS_MAX ? tools->threads : THREADS_MAX;
	pthread_mutex_init(&w.lock, NULL);
	for (size_t i = 0; i < count; i++)
		write_driver(&plates[i], tools);
	/* Signals come to this thread, which draws nothing. */
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (n < wanted && thread_start(&thread[n], draw_some, &w) == 0)
		n++;
	if (n == 0)
		draw_some(&w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	pthread_mutex_destroy(&w.lock);
	return atomic_load(&w.no_gnuplot) ? -1 : 0;
}
