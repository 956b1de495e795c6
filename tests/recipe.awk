# SPDX-License-Identifier: GPL-3.0-or-later
# awk -v title='Add a probe' -v tree=FOLDER -f recipe.awk CONTRIBUTING.md: follows that recipe in FOLDER. A block
# "```language FILE" becomes the file, one "```language FILE behind TEXT" goes behind the first line that holds TEXT. Exit 1 if the recipe, a file or a text is not there.
function fail(why) { print "recipe: " why; failed = 1; exit 1 }
function place_block(   path, line, out, placed) {
	path = tree "/" file
	if (text == "") { printf "%s", block >path; close(path); return }
	while ((getline line <path) > 0) {
		out = out line "\n"
		if (!placed && index(line, text)) { out = out block; placed = 1 }
	}
	close(path)
	if (!placed) fail(file " has no line with: " text)
	printf "%s", out >path
	close(path)
}
/^### / { inside = ($0 == "### " title); found += inside }
inside && /^```[a-z]/ {
	file = $2; text = ""
	if ($3 == "behind") text = substr($0, index($0, " behind ") + 8)
	block = ""; reading = 1; next
}
reading && /^```$/ { reading = 0; blocks++; place_block(); next }
reading { block = block $0 "\n" }
END { if (!failed && (!found || !blocks)) fail("there is no recipe " title); exit failed }
