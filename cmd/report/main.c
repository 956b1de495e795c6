/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab report: what a database holds, as a page, a Markdown file and plots. Everything is drawn
 * and written beside its place first, so that a failure leaves the report that was there.
 */
#include "book.h"
#include "doc.h"
#include "err.h"
#include "gallery.h"
#include "json.h"
#include "judged.h"
#include "litter.h"
#include "many.h"
#include "mem.h"
#include "opt.h"
#include "outfile.h"
#include "output.h"
#include "paper.h"
#include "plot.h"
#include "progress.h"
#include "sections.h"
#include "stale.h"
#include "store.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *db = "data/ticklab.db";
static const char *out_folder = "reports";
static const char *plots_folder = "plots";
static const char *scripts_folder, *paper;
static const char *run_option; /* only for --help: take_runs has read them all before */
static uint64_t full_runs = MANY_DRAWN;
static bool as_json;

static const struct opt options[] = {
    {OPT_STRING, 'd', "db", "FILE", &db, "database ({})"},
    {OPT_STRING, 'o', "out", "DIR", &out_folder, "folder of the pages and of figures.csv ({})"},
    {OPT_STRING, 'p', "plots", "DIR", &plots_folder, "folder of the plots ({})"},
    {OPT_STRING, 'r', "run", "UUID", &run_option,
	"only this run; can be repeated. The first 8 characters are enough"},
    {OPT_U64, 0, "full", "N", &full_runs,
	"runs that have all their plots, from the first on; the others have the distribution ({})",
	0, 1000000},
    {OPT_STRING, 0, "scripts", "DIR", &scripts_folder,
	"folder of gnuplot scripts instead of the program's own"},
    {OPT_STRING, 0, "paper", "NAME", &paper,
	"write NAME.html and NAME.md instead, a short paper on one question: 31-69",
	.words = "31-69", .without = "full"},
    {OPT_FLAG, 0, "json", NULL, &as_json, "print the names of the written files as JSON"},
    {OPT_END, 0, NULL, NULL, NULL, NULL},
};

static const struct opt_program program = {"ticklab report", "[OPTION ...]",
    "Writes what the database holds: the machine, the runs, the figures with their intervals, the\n"
    "verdicts and the plots. Computes no figures: run 'ticklab analyze' and 'ticklab judge' first.",
    options};

/* Takes every --run out of the command line, because the option table keeps only the last one.
 * Returns how many there are. */
static size_t take_runs(int *argc, char **argv, const char **uuids)
{
	size_t n = 0;
	int kept = 1, i = 1;
	for (; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		bool alone = !strcmp(argv[i], "--run") || !strcmp(argv[i], "-r");
		if (strncmp(argv[i], "--run=", 6) == 0)
			uuids[n++] = argv[i] + 6;
		else if (alone && i + 1 < *argc)
			uuids[n++] = argv[++i];
		else
			argv[kept++] = argv[i];
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	*argc = kept;
	return n;
}

/* The name without links of what is there; to be freed. Where memory is missing glibc leaves the
 * EINVAL of its readlink(). */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);
	if (!real)
		err_die("%s: %s", path, strerror(errno == EINVAL ? ENOMEM : errno));
	return real;
}

/* The path from folder `from` to folder `to`, both there; to be freed. */
static char *relative_path(const char *from, const char *to)
{
	char *a = real_path(from), *b = real_path(to), *path = NULL;
	size_t common = 0, i = 0;
	for (; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			common = i + 1;
	if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/'))
		common = i + (a[i] == '/' || b[i] == '/');
	const char *up = strlen(a) > common ? a + common : "",
		   *down = strlen(b) > common ? b + common : "";
	char *rise = mem_print("%s", *up ? ".." : ".");
	for (const char *s = up; (s = strchr(s, '/')); s++) {
		char *more = mem_print("%s/..", rise);
		free(rise);
		rise = more;
	}
	path = *up || !*down ? mem_print("%s%s%s", rise, *down ? "/" : "", down)
			     : mem_print("%s", down);
	free(rise);
	free(a);
	free(b);
	return path;
}

/* One run by name, several by number: a campaign has more than anyone reads. */
static void warn_of(const char *uuid, size_t count, const char *lacks, const char *command)
{
	if (count == 1)
		err_warning(
		    "run %.8s is not %s: run 'ticklab %s --db %s'", uuid, lacks, command, db);
	else if (count > 1)
		err_warning("%zu runs are not %s, the first %.8s: run 'ticklab %s --db %s'", count,
		    lacks, uuid, command, db);
}

static void warn_of_gaps(const struct book *b)
{
	size_t raw = 0, open = 0;
	const char *first_raw = "", *first_open = "";
	for (size_t i = b->run_count; i-- > 0;) {
		const struct book_run *run = &b->runs[i];
		if (!*run->key) {
			raw++;
			first_raw = run->row.uuid;
		} else if (book_unjudged(b, run)) {
			open++;
			first_open = run->row.uuid;
		}
	}
	warn_of(first_raw, raw, "analysed", "analyze");
	warn_of(first_open, open, "judged", "judge");
}

static void check_output(const char *path)
{
	char why[PATH_MAX + 128];
	if (store_check_output(path, &db, 1, why, sizeof why) != 0)
		err_die("%s", why);
}

static void make_folder(const char *path)
{
	check_output(path);
	if (outfile_folder(path) != 0)
		err_die("cannot make the folder %s: %s", path, strerror(errno));
}

static void show_progress(void *context, size_t done, size_t count)
{
	struct progress *p = context;
	if (p->total == 0)
		progress_init(p, "drawing", "plots", count);
	progress_update(p, done);
}

/* What plots are drawn with: files in a temporary folder, which is gone afterwards. */
struct drawing {
	struct gallery_tools tools;
	struct progress progress;
	char *href, *from, *seen, *in, *temp;
};

static char *make_temporary(void)
{
	const char *tmp = getenv("TMPDIR");
	char *temp = mem_print("%s/ticklab-report.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	litter_begin();
	litter_add(temp, true);
	bool made = mkdtemp(temp);
	int fault = errno;
	litter_end();
	if (!made)
		err_die(
		    "cannot make the folder %s: %s; TMPDIR names the folder for temporary files",
		    temp, strerror(fault));
	return temp;
}

static void begin_drawing(struct drawing *w)
{
	char *scripts = plot_scripts(scripts_folder);
	if (!scripts)
		err_die("no gnuplot scripts in %s: name their folder with --scripts",
		    scripts_folder ? scripts_folder : "../share/ticklab/scripts of the program");
	*w = (struct drawing){.temp = make_temporary(),
	    .href = relative_path(out_folder, plots_folder),
	    .from = relative_path(plots_folder, scripts),
	    .seen = real_path(scripts)};
	w->in = real_path(w->temp);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	w->tools = (struct gallery_tools){{.scripts = w->seen,
					      .from_plots = w->from,
					      .plots = plots_folder,
					      .temp = w->in,
					      .threads = cpus > 0 ? (size_t)cpus : 1,
					      .progress = show_progress,
					      .context = &w->progress},
	    .href = w->href};
	free(scripts);
}

static void end_drawing(struct drawing *w)
{
	progress_finish(&w->progress);
	rmdir(w->temp);
	litter_keep(w->temp);
	free(w->href);
	free(w->from);
	free(w->seen);
	free(w->in);
	free(w->temp);
}

static void draw_gallery(struct gallery *g, struct store *s, struct report *r, size_t runs_max)
{
	char why[1024];
	struct drawing w;
	begin_drawing(&w);
	w.tools.runs_max = runs_max;
	int rc = gallery_draw(g, s, r->book, r->judged, &w.tools, why, sizeof why);
	end_drawing(&w);
	r->gallery = g;
	if (rc != 0)
		err_die("%s", why);
}

/* Files of this report, written and waiting for their places. */
struct shelf {
	struct outfile *files;
	size_t count;
};

/* Ends the program with the reason for which a file cannot be written, and without any. */
static _Noreturn void give_up(struct shelf *shelf, const char *path, int why)
{
	char *name = mem_print("%s", path);
	for (size_t i = 0; i < shelf->count; i++)
		outfile_abandon(&shelf->files[i]);
	err_die("cannot write %s: %s", name, strerror(why));
}

/* Opens the next file; the one before last is done, since a page is two files. */
static FILE *shelve_file(struct shelf *shelf, const char *folder, const char *name)
{
	if (shelf->count >= 2)
		outfile_close(&shelf->files[shelf->count - 2]);
	char *path = mem_print("%s/%s", folder, name);
	check_output(path);
	if (outfile_open(&shelf->files[shelf->count], path) != 0)
		give_up(shelf, path, errno);
	free(path);
	return shelf->files[shelf->count++].stream;
}

static void say_file(struct json *j, const char *path)
{
	char shown[PATH_MAX];
	if (as_json)
		json_string(j, NULL, path);
	else
		printf("%s\n", text_plain(shown, sizeof shown, path));
}

/* Puts all files in their places and prints their names. */
static void commit_shelf(struct shelf *shelf, struct store *s)
{
	struct json j;
	if (store_check_reads(s) != 0) {
		for (size_t i = 0; i < shelf->count; i++)
			outfile_abandon(&shelf->files[i]);
		err_die("%s: %s", db, store_error(s));
	}
	for (size_t i = 0; i < shelf->count; i++)
		if (outfile_close(&shelf->files[i]) != 0)
			give_up(shelf, shelf->files[i].path, errno);
	json_init(&j, stdout);
	if (as_json) {
		json_begin_object(&j, NULL);
		json_begin_array(&j, "files");
	}
	for (size_t i = 0; i < shelf->count; i++) {
		char *path = mem_print("%s", shelf->files[i].path);
		if (outfile_commit(&shelf->files[i]) != 0)
			give_up(shelf, path, errno);
		say_file(&j, path);
		free(path);
	}
	if (as_json) {
		json_end_array(&j);
		json_end_object(&j);
		json_finish(&j);
	}
	output_finish();
}

/* A picture, its driver and its tables. */
static void shelve_plate(struct shelf *shelf, const struct plate *p)
{
	char *driver = mem_print("%s.gp", p->stem);
	if (p->svg) {
		fputs(p->svg, shelve_file(shelf, plots_folder, p->file));
		fputs(p->driver, shelve_file(shelf, plots_folder, driver));
		for (size_t i = 0; i < p->data_count; i++)
			fputs(p->data[i].text, shelve_file(shelf, plots_folder, p->data[i].file));
	}
	free(driver);
}

static struct doc open_page(struct shelf *shelf, const char *stem)
{
	char *markdown = mem_print("%s.md", stem), *html = mem_print("%s.html", stem);
	struct doc d = {0};
	d.markdown = shelve_file(shelf, out_folder, markdown);
	d.html = shelve_file(shelf, out_folder, html);
	free(markdown);
	free(html);
	return d;
}

/* The plots first, then the pages of runs: the page that leads to them comes last. */
static void write_all(struct store *s, const struct report *r)
{
	const struct gallery *g = r->gallery;
	const struct book *b = r->book;
	size_t most = (2 + PLATE_DATA) * g->count + 2 * b->run_count + 3;
	struct shelf shelf = {mem_zero(most, sizeof *shelf.files), 0};
	for (size_t i = 0; i < g->count; i++)
		shelve_plate(&shelf, &g->plates[i]);
	for (size_t i = 0; i < b->run_count; i++) {
		char stem[64];
		page_stem(stem, sizeof stem, &b->runs[i]);
		struct doc page = open_page(&shelf, stem);
		page_write_run(&page, r, i);
	}
	csv_write(shelve_file(&shelf, out_folder, "figures.csv"), b, r->judged);
	struct doc d = open_page(&shelf, "index");
	page_write(&d, r);
	char *before = stale_pages(out_folder);
	commit_shelf(&shelf, s);
	/* Only now: until its index is replaced, the earlier report leads to them. */
	if (stale_remove(s, b, g, plots_folder, before) != 0 ||
	    stale_remove_pages(s, b, out_folder, before) != 0)
		err_warning("files that are no longer shown were not removed: %s", store_error(s));
	free(before);
	free(shelf.files);
}

/* The exit status: the report is written, but a plot that is wanting is a failure. */
static int say_failed(const struct gallery *g)
{
	const struct plate *first = gallery_first_failed(g);
	if (!first)
		return EXIT_DONE;
	err_warning("%zu of %zu plots could not be drawn; the first: %s: %s", gallery_failed(g),
	    g->count, first->file, first->failed);
	return EXIT_FAILED;
}

/* Returns the exit status. The paper has its picture, wide and for a phone. */
static int write_paper(struct store *s, const struct book *b)
{
	enum { PICTURES = 2 };
	struct outfile files[2 + PICTURES * (2 + PLATE_DATA)];
	struct shelf shelf = {files, 0};
	struct gallery g = {0};
	struct drawing w;
	make_folder(plots_folder);
	begin_drawing(&w);
	struct doc d = open_page(&shelf, paper);
	char why[1024] = "out of memory";
	struct paper_from from = {b, s, db, paper, &w.tools};
	int rc = paper_write(&d, &g, &from, why, sizeof why);
	end_drawing(&w);
	if (rc != 0) {
		for (size_t k = 0; k < shelf.count; k++)
			outfile_abandon(&files[k]);
		err_die("%s: %s", db, why);
	}
	for (size_t i = 0; i < g.count; i++)
		shelve_plate(&shelf, &g.plates[i]);
	commit_shelf(&shelf, s);
	int code = say_failed(&g);
	gallery_release(&g);
	return code;
}

/* Returns the exit status. */
static int write_report(struct store *s, const struct book *b, size_t runs_max)
{
	struct judged judged;
	make_folder(plots_folder);
	/* A registry of another version that cannot be read leaves the verdicts of the runs. */
	int rc = judged_read(&judged, s, b);
	if (rc < 0)
		err_die("%s: %s", db, judged.why);
	if (rc > 0)
		err_warning("no verdicts of all runs together: %s", judged.why);
	struct gallery gallery;
	struct report report = {b, &judged, &gallery, db};
	draw_gallery(&gallery, s, &report, runs_max);
	write_all(s, &report);
	int code = say_failed(&gallery);
	gallery_release(&gallery);
	judged_release(&judged);
	return code;
}

int main(int argc, char **argv)
{
	const char **runs = mem_zero((size_t)argc, sizeof *runs);
	size_t run_count = take_runs(&argc, argv, runs);
	if (opt_parse(&program, argc, argv) > 0)
		err_usage("'%s': no argument is expected", argv[1]);
	struct store *s;
	char why[1024];
	if (store_open(&s, db, STORE_READ, why, sizeof why) != 0)
		err_die("%s: %s", db, why);
	int bad = run_count ? 0 : store_bad_runs(s, err_line, &db);
	if (bad < 0)
		err_die("%s: %s", db, store_error(s));
	struct book book;
	if (book_read(&book, s, runs, run_count) != 0)
		err_die("%s: %s", db, store_error(s));
	if (book.run_count == 0)
		err_die("%s holds no run: record one with 'ticklab collect --db %s'", db, db);
	warn_of_gaps(&book);
	make_folder(out_folder);
	litter_watch();
	int code = EXIT_DONE;
	if (paper)
		code = write_paper(s, &book);
	else /* Who names runs gets the plots of all of them. */
		code = write_report(s, &book, run_count ? book.run_count : (size_t)full_runs);
	code = bad == 0 ? code : EXIT_FAILED;
	book_release(&book);
	store_close(s);
	free(runs);
	return code;
}
