/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder that a load's generator writes to.
 */
#include "load_parts_private.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int load_folder_make(struct load *l)
{
	const char *given = getenv("TMPDIR");
	/* The generator runs in another folder, where a relative name is another's. */
	char *base = realpath(given && *given ? given : "/tmp", NULL);
	int n = base ? snprintf(l->folder, sizeof l->folder, "%s/ticklab-load-XXXXXX", base) : -1;
	if (n >= 0 && (size_t)n >= sizeof l->folder)
		snprintf(l->folder, sizeof l->folder, "/tmp/ticklab-load-XXXXXX");
	bool made = n >= 0 && mkdtemp(l->folder);
	int why = errno;
	if (!made)
		l->folder[0] = '\0';
	free(base);
	errno = why;
	return made ? 0 : -1;
}

int load_folder_errno(const struct load *l)
{
	static const char zeros[4096];
	char name[96];
	snprintf(name, sizeof name, "%s/room", l->folder);
	int out = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600), why = out < 0 ? errno : 0;
	for (int i = 0; why == 0 && i < 4; i++)
		if (write(out, zeros, sizeof zeros) < 0)
			why = errno;
	if (out >= 0)
		close(out);
	unlink(name);
	return why;
}

void load_folder_empty(const struct load *l)
{
	static const char *const files[] = {"/log", "/metrics.yaml"};
	char name[96];
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s%s", l->folder, files[i]);
		remove(name);
	}
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	remove(path);
	return 0;
}

/* A stressor that is killed leaves files there, and may be at it for a moment longer. */
void load_folder_remove(struct load *l)
{
	if (!l->folder[0])
		return;
	for (int ms = 0; ms < 1000 && access(l->folder, F_OK) == 0; ms += 20) {
		if (ms > 0)
			load_sleep_ms(20);
		nftw(l->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	}
	l->folder[0] = '\0';
}
