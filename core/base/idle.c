/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "idle.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Appends one sign to the list. */
__attribute__((format(printf, 3, 4))) static void add_sign(
    char *out, size_t size, const char *format, ...)
{
	size_t at = strlen(out);
	va_list list;
	if (at > 0 && at < size)
		at += (size_t)snprintf(out + at, size - at, ", ");
	va_start(list, format);
	if (at < size)
		vsnprintf(out + at, size - at, format, list);
	va_end(list);
}

bool idle_busy_words(char *out, size_t size, const struct idle_signs *s)
{
	out[0] = '\0';
	if (s->cpus >= 1 && s->load > IDLE_LOAD_PER_CPU * s->cpus)
		add_sign(out, size, "load was %.3g on %.0f CPU%s", s->load, s->cpus,
		    s->cpus == 1 ? "" : "s");
	if (s->pressure > IDLE_PRESSURE_PERCENT)
		add_sign(out, size, "CPU pressure %s%.*f %%", *out ? "" : "was ",
		    s->pressure < 10 ? 1 : 0, s->pressure);
	if (s->others > IDLE_OTHERS_CPUS)
		add_sign(out, size, "other processes used %.2g CPUs", s->others);
	return *out != '\0';
}
