// A browser that sends Global Privacy Control, without JavaScript; and one-click unsubscribe links.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { TestApp, send } from './app.mjs';

const DOCS = readFileSync(new URL('../../docs/unsubscribe.md', import.meta.url), 'utf8');

let app;
before(async () => {
  app = await TestApp.open();
});

/** Returns the opt-out state of the page's browser, by its cookies. */
async function state(page) {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${app.system.url}/signals`, { headers: { cookie, accept: 'application/json' } });
  return answer.json();
}

test('a browser that sends the signal is told that it is honoured, and is on record once its image came back', async () => {
  const page = await app.browser.page({ signal: true });
  const [seen] = await Promise.all([page.waitForResponse('**/signals/seen'), page.goto(app.system.url)]);
  assert.equal(seen.status(), 200);
  const panel = page.locator('.panel');
  assert.equal(await panel.locator('h2').innerText(), 'Opt-Out Request Honored');
  assert.ok(await panel.getByRole('radio', { name: /Do not sell or share/ }).isChecked());
  const [cookie] = await page.context().cookies();
  assert.deepEqual({ name: cookie.name, httpOnly: cookie.httpOnly, sameSite: cookie.sameSite, path: cookie.path }, { name: 'honored_opt_out', httpOnly: true, sameSite: 'Lax', path: '/' });
  assert.ok(cookie.expires > Date.now() / 1000 + 399 * 86_400);
  const told = await state(page);
  assert.deepEqual({ honored: told.honored, recorded: told.recorded }, { honored: true, recorded: true });
  await page.getByRole('link', { name: 'See this browser’s status' }).click();
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
  assert.match(await page.locator('.setting').innerText(), /on record since [A-Z][a-z]+\s\d+,\s\d{4}$/);
});

test('a browser that stops sending it is honoured still, and is the same one', async () => {
  const page = await app.browser.page({ signal: true });
  await Promise.all([page.waitForResponse('**/signals/seen'), page.goto(`${app.system.url}/status`)]);
  const [before] = await page.context().cookies();
  const told = await state(page);
  await page.context().setExtraHTTPHeaders({});
  await page.goto(app.system.url);
  assert.match(await page.locator('.panel').innerText(), /Opt-Out Request Honored[\s\S]*we still honor it/);
  const [after] = await page.context().cookies();
  assert.equal(after.value, before.value);
  assert.deepEqual(await state(page), told);
});

test('a browser that sends none is told nothing, keeps nothing and loads nothing', async () => {
  const page = await app.browser.page();
  for (const path of ['/', '/status']) {
    await page.goto(app.system.url + path);
    assert.equal(await page.locator('.panel, img').count(), 0);
  }
  await page.goto(`${app.system.url}/signals`);
  assert.equal(await page.locator('h1').innerText(), 'This browser has not opted out');
  assert.deepEqual(await page.context().cookies(), []);
});

test('the form works for a browser that sends the signal', async () => {
  const page = await app.browser.page({ signal: true });
  await page.goto(app.system.url);
  await page.fill('#email', 'gpc@example.com');
  assert.equal((await send(page)).status(), 200);
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
});

test('a link in a mail leads to a page with one button, which stops the mail', async () => {
  const page = await app.browser.page();
  await page.goto(await app.unsubscribeLink('ivy@example.com'));
  assert.equal(await page.locator('button').count(), 1);
  assert.equal((await send(page)).status(), 200);
  assert.equal(await page.locator('h1').innerText(), 'You are unsubscribed');
  assert.deepEqual(await page.context().cookies(), []);
});

test('the recipe in the documents makes the token of its worked example', async () => {
  const [, recipe] = DOCS.match(/```js\n([\s\S]*?)```/);
  const { unsubscribeToken } = await import(`data:text/javascript,${encodeURIComponent(recipe)}`);
  const row = (name) => DOCS.match(new RegExp(`\\| ${name} \\| \`([^\`]+)\``))[1];
  assert.equal(unsubscribeToken(row('keys'), row('address')), row('token'));
});

test('neither browser nor system complained about signals, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));
