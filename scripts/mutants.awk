# SPDX-License-Identifier: GPL-3.0-or-later
# For scripts/mutate: every change of a single token that a C file can take, one a line: file, line, offset, length, kind, old, new
# (tabs between them). Read by bytes: LC_ALL=C.
#
# Changed are comparisons, binary + - * / % and their assignments, && and ||, numbers (a fraction x 0.9, an integer + 1) and
# conditions of if and while (negated). Left alone are comments, strings, preprocessor lines, the lengths of arrays, and functions
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
	if (rest ~ /^["']/) { quoted_skip(substr(rest, 1, 1)); statement = statement "0"; last = "quoted"; return }
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
	if (!(last == "[" && declared)) {
		if (fraction && old + 0 != 0) found_add(at, size, "constant", "(" old " * 0.9)")
		else found_add(at, size, "constant", "(" old " + 1)")
	}
	statement = statement "0"
	last = "operand"
}
function word_take(rest) {
	size = RLENGTH
	word = substr(rest, 1, size)
	if (word ~ HARMFUL) harmful[block] = 1
	statement = statement " " word
	last = word ~ KEYWORD ? "keyword" : "word"
}
# Whether the bracket that comes now follows a name that is declared there, the first of its declaration or a later one: what the
# statement has so far, or the parenthesis that is open, is a type and names, without what they are set to.
function is_declared(    part) {
	part = statement
	while (gsub(/\([^()]*\)/, "", part)) ;
	if (sub(/^.*\(/, "", part)) {
		sub(/^.*,/, "", part)
		if (part ~ /[*]/) return 0 # a product
	}
	gsub(/\[[^]]*\]/, "", part)
	gsub(/=[^,]*/, "=", part)
	return part ~ /^( [A-Za-z_0-9]+)+[*]* [A-Za-z_0-9]+[,=]?/ && part !~ /^ (return|case|sizeof|else|do|goto|if|while|for|switch) / && part ~ " " word "$"
}
function operator_take(rest, two,    operator) {
	if (rest ~ /^(->|\+\+|--|<<|>>|\.\.\.)/) {
		size = rest ~ /^\.\.\./ ? 3 : 2
		if (substr(rest, size + 1, 1) == "=") size++
		statement = statement "~"
		last = two == "++" || two == "--" ? last : "operator"
		return
	}
	operator = two in other ? two : substr(rest, 1, 1)
	size = length(operator)
	if (operator == "(" && last == "word" && word ~ /^(if|while)$/) condition_take()
	if (operator == "[") declared = last == "word" && is_declared()
	statement = operator ~ /[;{}]/ ? "" : statement operator
	if (operator == "{") depth++
	if (operator == "}" && --depth == 0) block++
	if (operator in other && (operator !~ /^[-+*\/%]$/ || last ~ /^(operand|word|closed)$/)) found_add(at, size, "operator", other[operator])
	last = operator ~ /^[])]$/ ? "closed" : operator == "[" ? "[" : "operator"
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
