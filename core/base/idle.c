/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "idle.h"

#include <stdio.h>

bool idle_busy_words(char *out, size_t size, double load, double pressure, double cpus)
{
	bool loaded = cpus >= 1 && load > IDLE_LOAD_PER_CPU * cpus;
	bool pressed = pressure > IDLE_PRESSURE_PERCENT;
	size_t at = 0;
	out[0] = '\0';
	if (loaded)
		at = (size_t)snprintf(
		    out, size, "load was %.3g on %.0f CPU%s", load, cpus, cpus == 1 ? "" : "s");
	if (pressed && at < size)
		snprintf(out + at, size - at, "%sCPU pressure %s%.*f %%", loaded ? ", " : "",
		    loaded ? "" : "was ", pressure < 10 ? 1 : 0, pressure);
	return loaded || pressed;
}
