/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ending.h"

#include <stddef.h>

void ending_catch(int number, const struct sigaction *action)
{
	struct sigaction old;
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(number, action, NULL);
}
