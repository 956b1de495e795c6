// SPDX-License-Identifier: GPL-3.0-or-later
// check.mjs FOLDER: opens the reports two and many in FOLDER with the browser $CHROMIUM. TAP.
import { createRequire } from 'node:module';
import { readFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.argv[2];
const address = (name, page = 'index') => 'file://' + join(folder, name, page + '.html');
const runs = readdirSync(join(folder, 'two')).filter((f) => /^run-.*\.html$/.test(f)).map((f) => f.slice(0, -5));

let count = 0, failed = 0;
const check = async (text, body) => {
	let fault = '';
	try { fault = (await body()) || ''; } catch (e) { fault = String(e && e.message || e); }
	failed += fault !== '';
	console.log(`${fault ? 'not ok' : 'ok'} ${++count} ${text}`);
	if (fault) console.log('# ' + fault.slice(0, 2000).replace(/\n/g, '\n# '));
};
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const open = async (url, options = {}) => {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
	const page = await context.newPage();
	page.seen = { requests: [], messages: [] };
	page.on('request', (r) => page.seen.requests.push(r.url()));
	page.on('console', (m) => page.seen.messages.push(m.text()));
	page.on('pageerror', (e) => page.seen.messages.push(String(e)));
	page.on('dialog', (d) => { page.seen.messages.push('dialog'); d.dismiss(); });
	await page.goto(url);
	return page;
};
const close = (page) => page.context().close();

for (const name of ['two', 'many']) {
	await check(`${name}: the first picture is on the first screen, after both answers`, async () => {
		const page = await open(address(name));
		const box = await page.locator('svg:visible').first().boundingBox();
		const leads = await page.locator('.lead').count();
		await close(page);
		return leads === 2 && box.y + box.height <= 800 && box.height > 200 ? '' : JSON.stringify({ box, leads });
	});
	await check(`${name}: marks and doubts are on the first screen too`, async () => {
		const page = await open(address(name));
		const box = await page.locator('.strip').boundingBox();
		await close(page);
		return box.y + box.height <= 800 ? '' : JSON.stringify(box);
	});
	await check(`${name}: 400 pixels: the picture is within one screen and a half, and the page does not scroll sideways`, async () => {
		const page = await open(address(name), { viewport: { width: 400, height: 800 } });
		const box = await page.locator('svg:visible').first().boundingBox();
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		await close(page);
		return wide <= 400 && box.width <= 400 && box.y < 800 ? '' : JSON.stringify({ wide, box });
	});
	await check(`${name}: prints on few pages, with no fold open by accident`, async () => {
		const page = await open(address(name));
		const pdf = join(folder, name + '.pdf');
		await page.pdf({ path: pdf, format: 'A4', margin: { top: '1.2cm', bottom: '1.2cm', left: '1.2cm', right: '1.2cm' } });
		await close(page);
		const pages = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))[1]);
		return pages <= 14 ? '' : `${pages} pages`;
	});
	await check(`${name}: every number with an exact value is the database's`, async () => {
		const page = await open(address(name));
		const shown = await page.locator('data').evaluateAll((all) => all.map((d) => [parseFloat(d.value), d.textContent]));
		await close(page);
		const stored = new Set(readFileSync(join(folder, name + '.values'), 'utf8').trim().split('\n').map(Number));
		const near = (v) => stored.has(v) || [...stored].some((s) => Math.abs(s - v) <= 1e-14 * Math.abs(v));
		const wrong = shown.filter(([v]) => !near(v));
		const rounded = shown.filter(([v, t]) => { const x = parseFloat(t.replace(/,/g, '').replace('<= 1/', '')); return !t.startsWith('<=') && Math.abs(x - v) > 0.05 * Math.abs(v) + 1e-12; });
		return shown.length > 10 && !wrong.length && !rounded.length ? '' : JSON.stringify({ n: shown.length, wrong: wrong.slice(0, 5), rounded: rounded.slice(0, 5) });
	});
	await check(`${name}: index.html is under 1.5 MB`, async () => {
		const size = statSync(join(folder, name, 'index.html')).size;
		return size < 1.5e6 ? '' : String(size);
	});
}

for (const stem of ['index', ...runs]) {
	const where = address('two', stem);
	await check(`${stem}: one request, no message, hostile labels inert`, async () => {
		const page = await open(where);
		const title = await page.title(), images = await page.locator('img').count(), scripts = await page.locator('script').count();
		const { requests, messages } = page.seen;
		await close(page);
		return requests.length === 1 && !messages.length && title !== 'owned' && !images && scripts === 1 ? '' : JSON.stringify({ requests, messages, title, images, scripts });
	});
	await check(`${stem}: the policy refuses scripts, styles and requests that are not the page's own`, async () => {
		const page = await open(where);
		const done = await page.evaluate(async () => {
			const s = document.createElement('script');
			s.textContent = 'window.owned = 1';
			document.body.append(s);
			const p = document.createElement('p');
			p.setAttribute('style', 'color: rgb(1, 2, 3)');
			document.body.append(p);
			let fetched = true;
			try { await fetch('https://127.0.0.1:9/'); } catch { fetched = false; }
			return [window.owned, getComputedStyle(p).color, fetched];
		});
		await close(page);
		return done[0] === undefined && done[1] !== 'rgb(1, 2, 3)' && !done[2] ? '' : JSON.stringify(done);
	});
	await check(`${stem}: ids are unique and links lead somewhere`, async () => {
		const page = await open(where);
		const { ids, links } = await page.evaluate(() => ({
			ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
			links: [...document.querySelectorAll('a[href]')].map((e) => e.getAttribute('href')),
		}));
		await close(page);
		const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
		const dead = links.filter((l) => l.startsWith('#') ? !ids.includes(l.slice(1)) : !existsSync(join(dirname(where.slice(7)), l.split('#')[0])));
		return !twice.length && !dead.length ? '' : JSON.stringify({ twice, dead });
	});
	for (const scheme of ['light', 'dark'])
		await check(`${stem}: axe-core finds nothing, ${scheme}`, async () => {
			const page = await open(where, { colorScheme: scheme, bypassCSP: true });
			await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
			await page.evaluate(axe);
			const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
			await close(page);
			return found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)}`).join('\n');
		});
	await check(`${stem}: complete without scripts`, async () => {
		const text = async (js) => {
			const page = await open(where, { javaScriptEnabled: js });
			const n = [await page.locator('table').count(), await page.locator('svg').count(), await page.locator('tbody tr').count(), await page.locator('p.lead').count()];
			await close(page);
			return JSON.stringify(n);
		};
		const [a, b] = [await text(true), await text(false)];
		return a === b ? '' : `${a} with, ${b} without`;
	});
}

await check('the keyboard sorts a table, shows an exact value and turns the first picture to linear counts', async () => {
	const page = await open(address('two'));
	const wrap = page.locator('.wrap', { has: page.locator('data') }).first();
	await wrap.focus();
	await page.keyboard.press('ArrowDown');
	const exact = await page.locator('#exact').textContent();
	const button = page.locator('figure.first .tools button');
	await button.focus();
	await page.keyboard.press('Enter');
	const turned = [await button.getAttribute('aria-pressed'), await page.locator('figure.first > .plot:visible').count(), await page.locator('details.other .plot:visible').count()];
	await page.keyboard.press('Enter');
	const back = await page.locator('figure.first > .plot:visible').count();
	const head = page.locator('thead button').first();
	await head.focus();
	await page.keyboard.press('Enter');
	const order = await page.locator('th[aria-sort=ascending]').count();
	await close(page);
	return exact && Number.isFinite(parseFloat(exact)) && turned.join() === 'true,0,1' && back === 1 && order === 1 ? '' : JSON.stringify({ exact, turned, back, order });
});
await check('Tab alone reaches every link, button and scrolled box', async () => {
	const page = await open(address('two'));
	const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], button, summary, .wrap, .plot')].filter((e) => e.checkVisibility()).length);
	const reached = new Set();
	for (let i = 0; i < wanted + 60; i++) {
		await page.keyboard.press('Tab');
		reached.add(await page.evaluate(() => { const e = document.activeElement; e.dataset.n = e.dataset.n || String(Math.random()); return e.dataset.n; }));
	}
	await close(page);
	return reached.size >= wanted ? '' : `${reached.size} of ${wanted}`;
});
await check('a filter leaves the rows that hold the text', async () => {
	const page = await open(address('many'));
	await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
	const all = page.locator('input[aria-label*="The runs; each name"]');
	await all.fill('stress');
	const shown = await page.locator('table:has(caption:text("The runs; each name")) tbody tr:visible').count();
	await close(page);
	return shown > 0 && shown < 140 ? '' : String(shown);
});
await check('dark: the page is dark, and the ground of pictures stays white', async () => {
	const page = await open(address('two'), { colorScheme: 'dark' });
	const [paper, plot] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.plot')).backgroundColor]);
	await close(page);
	return paper === 'rgb(21, 24, 28)' && plot === 'rgb(255, 255, 255)' ? '' : paper + ' ' + plot;
});
await browser.close();
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
