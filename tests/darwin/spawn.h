/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SPAWN_H
#define DARWIN_SPAWN_H

#include <sys/types.h>

typedef void *posix_spawn_file_actions_t, *posix_spawnattr_t;

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *file_actions, int filedes);
int posix_spawn_file_actions_adddup2(
    posix_spawn_file_actions_t *file_actions, int filedes, int newfiledes);
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict file_actions, int filedes,
    const char *restrict path, int oflag, mode_t mode);
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *file_actions);
int posix_spawn_file_actions_init(posix_spawn_file_actions_t *file_actions);
int posix_spawnp(pid_t *restrict pid, const char *restrict file,
    const posix_spawn_file_actions_t *file_actions, const posix_spawnattr_t *restrict attrp,
    char *const argv[restrict], char *const envp[restrict]);

#endif
