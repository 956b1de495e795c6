# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts/mutate: every change of a single token that a C file can take, one a line: file, line, offset, length, kind, old, new
# (tabs between them). Read by bytes: LC_ALL=C.
#
# Changed are comparisons, binary + - * / % and their assignments, && and ||, numbers (a fraction x 0.9, an integer + 1) and
# conditions of if and while (negated). Left alone are comments, strings, preprocessor lines, numbers in the lengths of arrays (each
# dimension, of each name that a declaration has), and functions
# that could harm the machine when wrong: those that kill, fork or delete (HARMFUL).
BEGIN {
	split("< <= <= < > >= >= > == != != == && || || && + - - + * / / * % * += -= -= += *= /= /= *=", pairs, " ")
	for (i = 1; i in pairs; i += 2) other[pairs[i]] = pairs[i + 1]
	HARMFUL = "^(kill|killpg|fork|vfork|posix_spawnp?|unlink|unlinkat|remove|rmdir|nftw|rename|tgkill)$"
	KEYWORD = "^(return|case|sizeof|else|do|goto|int|char|long|short|unsigned|signed|float|double|void|const|static|struct|size_t)$"
}
{ text = text $0 "\n" }
END {
	end = length(text)
	for (at = 1; at <= end; at += size) token_take()
	for (i = 1; i <= found; i++)
		if (!(block_of[i] in harmful)) print out[i]
}

# The token at `at`: its length into size; what precedes it is in last (its kind) and word.
function token_take(    rest, two) {
	size = 1
	rest = substr(text, at, 400)
	two = substr(rest, 1, 2)
	if (rest ~ /^\n/) { line++; fresh = 1; return }
	if (rest ~ /^[ \t]/) return
	if (two == "/*") { span_skip(index(substr(text, at), "*/") + 1); return }
	if (two == "//") { size = index(substr(text, at), "\n") - 1; return }
	if (fresh && rest ~ /^#/) { preprocessor_skip(); return }
	fresh = 0
	if (rest ~ /^["']/) { quoted_skip(substr(rest, 1, 1)); last = "quoted"; return }
	if (match(rest, /^(0[xX][0-9a-fA-F]+[uUlL]*|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[uUlLfF]*)/)) { number_take(rest); return }
	if (match(rest, /^[A-Za-z_][A-Za-z_0-9]*/)) { word_take(rest); return }
	operator_take(rest, two)
}
function span_skip(n,    i) {
	size = n
	for (i = at; i < at + n; i++) if (substr(text, i, 1) == "\n") line++
}
function preprocessor_skip(    i, c) {
	for (i = at; i <= end; i++) {
		c = substr(text, i, 1)
		if (c == "\n" && substr(text, i - 1, 1) != "\\") break
		if (c == "\n") line++
	}
	size = i - at
}
function quoted_skip(quote,    i, c) {
	for (i = at + 1; i <= end && (c = substr(text, i, 1)) != quote; i++)
		if (c == "\\") i++
	size = i - at + 1
}
function number_take(rest,    old, fraction) {
	size = RLENGTH
	old = substr(rest, 1, size)
	fraction = old ~ /[.eE]/ && old !~ /^0[xX]/
	if (!length_of) {
		if (fraction && old + 0 != 0) found_add(at, size, "constant", "(" old " * 0.9)")
		else found_add(at, size, "constant", "(" old " + 1)")
	}
	last = "operand"
}
function word_take(rest) {
	before = last == "word" && word !~ /^(return|case|sizeof|else|goto)$/ || last == "keyword" && word !~ /^(return|case|sizeof|else|do|goto)$/
	size = RLENGTH
	word = substr(rest, 1, size)
	if (word ~ HARMFUL) harmful[block] = 1
	last = word ~ KEYWORD ? "keyword" : "word"
	named = before
	if (!level_of && (before || last == "keyword" && word ~ /^(int|char|long|short|unsigned|float|double|const|static|struct|size_t)$/)) declaring = 1
	follows = separator
	separator = 0
}
function operator_take(rest, two,    operator) {
	if (rest ~ /^(->|\+\+|--|<<|>>|\.\.\.)/) {
		size = rest ~ /^\.\.\./ ? 3 : 2
		if (substr(rest, size + 1, 1) == "=") size++
		last = two == "++" || two == "--" ? last : "operator"
		return
	}
	operator = two in other ? two : substr(rest, 1, 1)
	size = length(operator)
	if (operator == "(" && last == "word" && word ~ /^(if|while)$/) condition_take()
	if (operator == "[") declared = last == "word" && (named || declaring && !level_of && follows) || last == "length"
	if (operator == "[" && declared) length_of = 1
	if (operator == "(") level_of++
	if (operator == ")") level_of--
	if (operator ~ /^[;{}]$/) declaring = level_of = 0
	separator = declaring && !level_of && (operator == "," || operator == "*" && (separator || last == "keyword"))
	if (operator == "{") depth++
	if (operator == "}" && --depth == 0) block++
	if (operator in other && (operator !~ /^[-+*\/%]$/ || last ~ /^(operand|word|closed|length)$/)) found_add(at, size, "operator", other[operator])
	last = operator == "]" && length_of ? "length" : operator ~ /^[])]$/ ? "closed" : operator == "[" ? "[" : "operator"
	if (operator == "]") length_of = 0
}
function condition_take(    i, c, level, inner) {
	for (i = at; i <= end && i < at + 300; i++) {
		c = substr(text, i, 1)
		if (c ~ /["']/) return
		if (c == "(") level++
		if (c == ")" && --level == 0) break
	}
	if (level != 0) return
	inner = substr(text, at, i - at + 1)
	if (inner !~ /\n/) found_add(at, length(inner), "condition", "(!" inner ")")
}
function found_add(offset, length_, kind, new) {
	out[++found] = FILENAME "\t" (line + 1) "\t" offset "\t" length_ "\t" kind "\t" substr(text, offset, length_) "\t" new
	block_of[found] = block
}
