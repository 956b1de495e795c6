/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen.h"

#include "num.h"
#include "standard.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLUMNS = 80, LINES = 24 };

/* The first of the locale's variables that is set decides, as in setlocale(3); the locale itself
 * stays "C", so that numbers are written the same everywhere. */
static bool locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *value = NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names && (!value || !*value); i++)
		value = getenv(names[i]);
	const char *charset = value ? strchr(value, '.') : NULL;
	return charset &&
	       (strncasecmp(charset, ".UTF-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0);
}

static unsigned size_from(unsigned measured, const char *name, unsigned usual)
{
	uint64_t v = 0;
	const char *text = getenv(name);
	if (measured > 0)
		return measured;
	return text && num_u64(text, &v) == 0 && v >= 1 && v <= 10000 ? (unsigned)v : usual;
}

struct screen screen_of(int fd)
{
	struct winsize w = {0};
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	struct screen s = {.terminal = isatty(fd), .utf8 = locale_is_utf8()};
	if (s.terminal && ioctl(fd, TIOCGWINSZ, &w) != 0)
		w = (struct winsize){0};
	s.redraw = s.terminal && term && *term && strcmp(term, "dumb") != 0;
	s.colour = s.redraw && !(no_color && *no_color);
	s.columns = size_from(w.ws_col, "COLUMNS", COLUMNS);
	s.lines = size_from(w.ws_row, "LINES", LINES);
	return s;
}

const char *screen_style(const struct screen *s, enum screen_style style)
{
	static const char *const codes[] = {
	    "\033[0m", "\033[1m", "\033[2m", "\033[33m", "\033[36m"};
	return s->colour ? codes[style] : "";
}

static pid_t pager = -1;

static void pager_wait(void)
{
	int status;
	standard_flush();
	close(STDOUT_FILENO);
	while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
		;
}

/* In the child: does not return. */
static void pager_run(const char *command, const int ends[2])
{
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	setenv("LESS", "FRX", 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void screen_page(void)
{
	int ends[2];
	const char *command = getenv("TICKLAB_PAGER");
	if (!command)
		command = getenv("PAGER");
	if (!command)
		command = "less";
	if (!screen_of(STDOUT_FILENO).redraw || !*command || strcmp(command, "cat") == 0 ||
	    pipe(ends) != 0)
		return;
	standard_flush();
	pager = fork();
	if (pager == 0)
		pager_run(command, ends);
	if (pager > 0)
		dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	if (pager > 0)
		atexit(pager_wait);
}
