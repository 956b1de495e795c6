/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that appear whole or not at all, what is left behind by a program that is stopped, and the
 * line that shows how far it is.
 */
#include "test.h"

#include "datafile.h"
#include "litter.h"
#include "mem.h"
#include "monotonic.h"
#include "normal.h"
#include "outfile.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	if (chdir(tmp && tmp[0] ? tmp : "/tmp") != 0)
		return -1;
	snprintf(folder, sizeof folder, "test-files-XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static void write_file(const char *name, const char *text)
{
	struct outfile f;
	assert_int_equal(outfile_open(&f, name), 0);
	assert_true(fputs(text, f.stream) >= 0);
	assert_int_equal(outfile_commit(&f), 0);
}

static void expect_file(const char *name, const char *text)
{
	char *got = outfile_read(name);
	assert_non_null(got);
	assert_string_equal(got, text);
	free(got);
}

static void a_file_appears_when_it_is_whole(void **state)
{
	(void)state;
	struct outfile f;
	write_file("a", "first");
	assert_int_equal(outfile_open(&f, "a"), 0);
	fputs("second", f.stream);
	expect_file("a", "first");
	assert_int_equal(outfile_close(&f), 0);
	assert_null(f.stream);
	assert_int_equal(outfile_close(&f), 0);
	expect_file("a", "first");
	assert_int_equal(outfile_commit(&f), 0);
	expect_file("a", "second");
	assert_int_equal(outfile_open(&f, "a"), 0);
	fputs("third", f.stream);
	outfile_abandon(&f);
	outfile_abandon(&f);
	expect_file("a", "second");
	assert_int_equal(unlink("a"), 0);
}

/* The reason is that of the first failure. */
static void a_file_that_cannot_be_is_refused_with_its_reason(void **state)
{
	(void)state;
	struct outfile f;
	assert_int_equal(outfile_open(&f, "missing/a"), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(mkdir("taken", 0777), 0);
	assert_int_equal(outfile_open(&f, "taken/a"), 0);
	char *temp = strdup(f.temp);
	assert_int_equal(rename("taken", "moved"), 0);
	assert_int_equal(outfile_commit(&f), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(rename("moved", "taken"), 0);
	assert_true(unlink(temp) == 0 && rmdir("taken") == 0);
	free(temp);
	assert_null(outfile_read("missing"));
	assert_int_equal(errno, ENOENT);
}

static void folders_are_made_with_their_parents(void **state)
{
	(void)state;
	struct stat st;
	assert_int_equal(outfile_folder("p/q/r"), 0);
	assert_int_equal(outfile_folder("p/q/r"), 0);
	assert_true(stat("p/q/r", &st) == 0 && S_ISDIR(st.st_mode));
	write_file("p/q/file", "x");
	assert_int_equal(outfile_folder("p/q/file"), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(outfile_folder("p/q/file/s"), -1);
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(unlink("p/q/file"), 0);
	assert_true(rmdir("p/q/r") == 0 && rmdir("p/q") == 0 && rmdir("p") == 0);
}

/* ---- what is left behind ---- */

enum ending { RETURN, SIGNAL, TERM_MEANWHILE, HANGUP_IGNORED };

/* Takes its time between making a file and registering it: a sweep that did not wait would know
 * nothing of it. What comes after that is not made at all. */
static void *make_slowly(void *ready)
{
	litter_begin();
	write_file("out/slow", "x");
	assert_int_equal(write(*(int *)ready, "x", 1), 1);
	nanosleep(&(struct timespec){0, 50000000}, NULL);
	litter_add("out/slow", false);
	litter_end();
	litter_begin();
	write_file("too-late", "x");
	litter_end();
	return NULL;
}

static void end_meanwhile(void)
{
	pthread_t thread;
	int ready[2]; /* a pipe: macOS has no semaphores without a name */
	char byte;
	assert_int_equal(pipe(ready), 0);
	pthread_create(&thread, NULL, make_slowly, &ready[1]);
	while (read(ready[0], &byte, 1) < 0)
		;
	raise(SIGTERM);
}

/* All that end a program, but for its own faults and what nobody can catch. */
static const int ending_signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1,
    SIGUSR2, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof *ending_signals };

static void make_litter(enum ending how, int number)
{
	for (size_t i = 0; i < ENDING_SIGNALS; i++)
		signal(ending_signals[i], SIG_DFL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* SIGQUIT and others leave one */
	if (how == HANGUP_IGNORED)
		signal(SIGHUP, SIG_IGN);
	litter_watch();
	/* The folder goes after the file in it, which was registered later. */
	litter_begin();
	litter_add("out", true);
	mkdir("out", 0777);
	litter_add("out/file", false);
	write_file("out/file", "x");
	litter_add("never-made", false);
	static const char kept[] = "kept";
	litter_add(kept, false);
	write_file(kept, "x");
	litter_end();
	litter_keep(kept);
	if (how == TERM_MEANWHILE)
		end_meanwhile();
	if (how == SIGNAL || how == HANGUP_IGNORED)
		raise(number);
	exit(7);
}

static int ended_after(enum ending how, int number)
{
	int status;
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		make_litter(how, number);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(access("out", F_OK), -1);
	assert_int_equal(access("too-late", F_OK), -1);
	expect_file("kept", "x");
	assert_int_equal(unlink("kept"), 0);
	return status;
}

static void what_is_registered_is_removed_and_what_is_kept_stays(void **state)
{
	(void)state;
	int status = ended_after(RETURN, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	for (size_t i = 0; i < ENDING_SIGNALS; i++) {
		status = ended_after(SIGNAL, ending_signals[i]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), ending_signals[i]);
	}
	status = ended_after(TERM_MEANWHILE, SIGTERM);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	status = ended_after(HANGUP_IGNORED, SIGHUP);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

/* ---- how far it is ---- */

static void draw_on(int terminal)
{
	struct progress p;
	dup2(terminal, STDERR_FILENO);
	progress_init(&p, "counting", "sheep", 200);
	p.started -= 10;
	p.drawn += 1000; /* within a tenth of a second nothing is drawn */
	progress_update(&p, 50);
	p.drawn -= 2000;
	progress_update(&p, 100);
	p.drawn += 2000; /* but the end always is */
	progress_update(&p, 300);
	p.started = p.drawn - 0.25; /* an eighth of the bar in a quarter of a second */
	p.drawn -= 2000;
	progress_update(&p, 25);
	progress_finish(&p);
	progress_update(&p, 100);
	_exit(0);
}

static void half_of_the_bar_is_half_of_the_work(void **state)
{
	(void)state;
	char got[1024];
	size_t n = 0;
	ssize_t more;
	int master = posix_openpt(O_RDWR | O_NOCTTY), terminal = -1;
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 ||
	    (terminal = open(ptsname(master), O_RDWR | O_NOCTTY)) < 0)
		skip_because("no terminal can be made here");
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		draw_on(terminal);
	close(terminal);
	while (n < sizeof got - 1 && (more = read(master, got + n, sizeof got - 1 - n)) > 0)
		n += (size_t)more;
	got[n] = '\0';
	close(master);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	char *half =
	    strstr(got, "\rcounting [###############...............]  50 %  10 sheep/s  10 s left");
	if (!half || half != got)
		fail_msg("drawn was %s", got);
	char *whole =
	    strstr(got, "\rcounting [##############################] 100 %  20 sheep/s  0 s left");
	assert_non_null(whole);
	char *eighth = strstr(whole, "\rcounting [###...........................]  12 %  ");
	assert_non_null(eighth);
	double rate = strtod(eighth + 49, NULL); /* the host may have held it up */
	assert_true(rate > 0 && rate <= 100);
	char *end = strstr(eighth, "\r\033[K");
	assert_true(end && end[4] == '\0');
}

/* ---- this program's own files ---- */

static void a_program_finds_itself_and_what_came_with_it(void **state)
{
	(void)state;
	char path[PATH_MAX], small[4] = "";
	assert_int_equal(datafile_self(path, sizeof path), 0);
	assert_int_equal(path[0], '/');
	assert_int_equal(access(path, X_OK), 0);
	assert_int_equal(datafile_self(small, sizeof small), -1);
	assert_int_equal(datafile_find("loads.conf", path, sizeof path), 0);
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(datafile_find("none", path, sizeof path), -1);
	assert_int_equal(datafile_find("loads.conf", path, 30), -1);
}

static void seconds_are_those_of_the_monotonic_clock(void **state)
{
	(void)state;
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	double now = monotonic_seconds();
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(now >= (double)before.tv_sec + (double)before.tv_nsec / 1e9 - 1e-6);
	assert_true(now <= (double)after.tv_sec + (double)after.tv_nsec / 1e9 + 1e-6);
}

static void text_in_memory_is_whole(void **state)
{
	(void)state;
	char *text;
	size_t size;
	FILE *out = mem_open_text(&text, &size);
	fputs("whole", out);
	mem_close_text(out);
	assert_string_equal(text, "whole");
	assert_int_equal(size, 5);
	free(text);
}

/* Tables of the normal law. */
static void points_of_the_normal_law(void **state)
{
	(void)state;
	assert_near(normal_exceeded(0.025), 1.959963984540054, 1e-12);
	assert_near(normal_exceeded(0.001), 3.090232306167813, 1e-12);
	assert_near(normal_exceeded(1e-9), 5.997807014936, 1e-10);
	assert_within(normal_exceeded(0.5), 0, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_appears_when_it_is_whole),
	    cmocka_unit_test(a_file_that_cannot_be_is_refused_with_its_reason),
	    cmocka_unit_test(folders_are_made_with_their_parents),
	    cmocka_unit_test(what_is_registered_is_removed_and_what_is_kept_stays),
	    cmocka_unit_test(half_of_the_bar_is_half_of_the_work),
	    cmocka_unit_test(a_program_finds_itself_and_what_came_with_it),
	    cmocka_unit_test(seconds_are_those_of_the_monotonic_clock),
	    cmocka_unit_test(text_in_memory_is_whole),
	    cmocka_unit_test(points_of_the_normal_law),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
