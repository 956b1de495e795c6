/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page is complete without this. It adds: tables sorted by a column and filtered, the exact value of a
   figure under the pointer or the keyboard, one picture on another scale, and a command copied. */
'use strict';
(() => {
	const make = (name, text, parent) => {
		const e = document.createElement(name);
		e.textContent = text;
		if (parent) parent.append(e);
		return e;
	};
	const value = (row, column) => {
		const cell = row.cells[column], data = cell && cell.querySelector('data');
		const text = cell ? cell.textContent.trim() : '';
		const number = data ? parseFloat(data.value) : parseFloat(text.replace(/,/g, ''));
		return Number.isNaN(number) ? text : number;
	};
	const order = (a, b) =>
		typeof a === 'number' && typeof b === 'number' ? a - b : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);
	const sort = (table, head) => {
		const up = head.getAttribute('aria-sort') !== 'ascending';
		for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
		head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
		for (const body of table.tBodies) {
			const rows = [...body.rows].filter((row) => !row.classList.contains('group'));
			rows.sort((a, b) => (up ? 1 : -1) * order(value(a, head.cellIndex), value(b, head.cellIndex)));
			body.append(...rows);
		}
	};
	for (const table of document.querySelectorAll('table')) {
		const rows = table.querySelectorAll('tbody tr:not(.group)');
		if (rows.length < 3) continue;
		for (const head of table.tHead.rows[0].cells) {
			const button = make('button', head.textContent);
			button.type = 'button';
			head.replaceChildren(button);
			button.addEventListener('click', () => sort(table, head));
		}
		if (rows.length < 12) continue;
		const tools = make('div', '');
		tools.className = 'tools';
		const input = make('input', '', tools);
		input.type = 'search';
		input.placeholder = 'filter rows';
		input.setAttribute('aria-label', 'filter the rows of: ' + table.caption.textContent);
		input.addEventListener('input', () => {
			const wanted = input.value.toLowerCase();
			for (const row of rows) row.classList.toggle('hidden', !row.textContent.toLowerCase().includes(wanted));
		});
		table.parentElement.before(tools);
	}
	const exact = make('p', '', document.querySelector('main'));
	exact.id = 'exact';
	exact.setAttribute('role', 'status');
	const show = (data) => { exact.textContent = data ? data.title : ''; };
	document.addEventListener('pointerover', (e) => show(e.target.closest('data')));
	document.addEventListener('focusin', (e) => show(e.target.closest('data')));
	document.addEventListener('keydown', (e) => {
		const wrap = e.target.closest('.wrap');
		if (e.key === 'Escape') show(null);
		if (!wrap || !['ArrowDown', 'ArrowUp'].includes(e.key) || e.target.matches('input,button,summary,a')) return;
		const all = [...wrap.querySelectorAll('data')], at = all.indexOf(e.target);
		const next = all[e.key === 'ArrowDown' ? at + 1 : at - 1];
		if (!next) return;
		next.tabIndex = -1;
		next.focus();
		e.preventDefault();
	});
	for (const other of document.querySelectorAll('figure details.other')) {
		const figure = other.parentElement, plots = figure.querySelectorAll(':scope > .plot');
		const button = make('button', other.dataset.label);
		button.type = 'button';
		button.setAttribute('aria-pressed', 'false');
		const tools = make('div', '');
		tools.className = 'tools';
		tools.append(button);
		button.addEventListener('click', () => {
			const on = button.getAttribute('aria-pressed') === 'false';
			button.setAttribute('aria-pressed', String(on));
			other.open = on;
			for (const plot of plots) plot.classList.toggle('hidden', on);
			tools.classList.remove('hidden');
		});
		other.before(tools);
		other.querySelector('summary').classList.add('hidden');
	}
	for (const pre of document.querySelectorAll('pre')) {
		if (!navigator.clipboard) break;
		const tools = make('div', '');
		tools.className = 'tools';
		const button = make('button', 'copy', tools);
		button.type = 'button';
		button.addEventListener('click', () => navigator.clipboard.writeText(pre.textContent).then(
			() => { button.textContent = 'copied'; }, () => { button.textContent = 'not copied'; }));
		pre.before(tools);
	}
})();
