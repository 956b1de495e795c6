/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include "err.h"
#include "standard.h"

#include <errno.h>
#include <string.h>

void output_finish(void)
{
	if (standard_finish() != 0)
		err_die("cannot write to standard output: %s", strerror(errno));
}
