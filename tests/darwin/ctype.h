/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_CTYPE_H
#define DARWIN_CTYPE_H

int isalnum(int c);
int isalpha(int c);
int isdigit(int c);
int islower(int c);
int isprint(int c);
int isspace(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

#endif
