// The script in `docs/signals.md`, on a company site with another origin.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { TestApp } from './app.mjs';

const DOCS = readFileSync(new URL('../../docs/signals.md', import.meta.url), 'utf8');

let app;
let browser;
let site; // one that is listed
let other; // one that is not
before(async () => {
  [site, other] = await Promise.all([serve(), serve()]);
  app = await TestApp.open([`SIGNAL_ORIGINS=${site.origin}`]);
  browser = await Browser.open();
});

//= req: ca-7025-c-6
test('a site that uses the script records the signal, shows the status, and sells nothing', async () => {
  const page = await visitor({ signal: true });
  await page.goto(site.origin);
  assert.equal(await status(page), 'Opt-Out Request Honored');
  const [cookie] = await page.context().cookies(app.system.url);
  assert.equal(cookie.name, 'honored_opt_out');
  const told = await ask(cookie);
  assert.deepEqual({ honored: told.honored, recorded: told.recorded }, { honored: true, recorded: true });

  await page.goto(site.origin);
  assert.equal(await status(page), 'Opt-Out Request Honored');
  assert.deepEqual((await page.context().cookies(app.system.url)).map(({ value }) => value), [cookie.value], 'the same profile');
  assert.deepEqual(await ask(cookie), told);
});

//= req: ca-7025-c-5
test('a browser that stops sending the signal is still not sold', async () => {
  const page = await visitor({ signal: true });
  await page.goto(site.origin);
  await status(page);
  const later = await page.context().newPage();
  await page.context().setExtraHTTPHeaders({});
  await later.goto(`${site.origin}/?silent`);
  assert.equal(await status(later), 'Opt-Out Request Honored');
});

test('a browser that sends none is treated as the site treats everybody', async () => {
  const page = await visitor({ signal: false });
  await page.goto(site.origin);
  assert.equal(await status(page), 'sold');
  assert.deepEqual(await page.context().cookies(app.system.url), []);
});

test('a site that is not listed can neither read nor record, and sells nothing', async () => {
  const page = await visitor({ signal: true });
  await page.goto(other.origin);
  assert.equal(await status(page), 'nothing');
  assert.deepEqual(await page.context().cookies(app.system.url), []);
});

test('while the app is away, nothing is sold', async () => {
  const page = await visitor({ signal: false });
  await page.route('**/signals', (route) => route.fulfill({ status: 503, body: '{}', headers: { 'access-control-allow-origin': site.origin, 'access-control-allow-credentials': 'true' } }));
  await page.goto(site.origin);
  assert.equal(await status(page), 'nothing');
});

test('the system did not complain about sites, and ended', () => app.close());

after(async () => {
  await browser.close();
  for (const { server } of [site, other]) server.close();
  app.system.child.kill('SIGKILL');
});

/** A person on the company's site, with JavaScript. */
async function visitor({ signal }) {
  const page = await browser.page({ signal, inspected: true });
  if (signal) {
    const property = () => {
      if (!location.search) Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });
    };
    await page.context().addInitScript(property);
  }
  return page;
}

/** Returns the result on the page: its status, `sold`, or `nothing`. */
async function status(page) {
  const decided = await page.waitForFunction(() => document.body.dataset.decided);
  const shown = (await page.locator('#privacy-status').textContent()).trim();
  return (await decided.jsonValue()) === 'sold' ? 'sold' : shown || 'nothing';
}

/** Returns the opt-out state of the browser with this cookie. */
async function ask({ name, value }) {
  const answer = await fetch(`${app.system.url}/signals`, { headers: { cookie: `${name}=${value}`, accept: 'application/json' } });
  return answer.json();
}

/** Serves a company site with the document's two scripts and placeholder tags. */
async function serve() {
  const scripts = [...DOCS.matchAll(/```html\n([\s\S]*?)```/g)].map(([, script]) => script);
  const own = `<script>
    const decide = (what) => (document.body.dataset.decided = what);
    function loadTagsThatSellOrShare() { decide('sold'); }
    optOut.then(({ honored }) => honored && decide('kept'));
  </script>`;
  const server = createServer((_, answer) => {
    const page = `<!doctype html><title>Shop</title><link rel="icon" href="data:,">${scripts[0]}<body>${own}${scripts[1]}`;
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(page.replaceAll('https://privacy.example.com', app.system.url));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}
