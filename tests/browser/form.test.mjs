// The form, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './browser.mjs';
import { TestApp, REFERENCE, expectFocus, referenceOn, said, send, unfold } from './app.mjs';
import { until } from './system.mjs';

const DATE = /^[A-Z][a-z]+ \d{1,2}, \d{4}$/;
const HOSTILE = `"><script>alert('x')</script><img src=x onerror=alert(1)>{{7*7}}`;

let app;
before(async () => {
  app = await TestApp.open();
});

//= req: ca-7026-b
test('an opt-out takes one page, one field and one press of a button', async () => {
  const page = await app.browser.page();
  const seen = [];
  page.on('framenavigated', (frame) => seen.push(new URL(frame.url()).pathname.replace(/(status).*/, '$1')));
  await page.goto(app.system.url);
  await page.fill('#email', 'ana@example.com');
  const answer = await send(page);
  assert.equal(answer.status(), 200);
  assert.equal((await answer.request().redirectedFrom().response()).status(), 303);
  assert.deepEqual(seen, ['/', '/status'], 'opting out may not take more steps than 11 CCR § 7004(a)(2) allows');
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
});

//= req: ca-7026-b
test('the first screen of a phone has the fields and the button of an opt-out', async () => {
  for (const lang of ['en', 'es']) {
    const page = await app.browser.page({ width: 390, height: 664 });
    await page.goto(`${app.system.url}/?lang=${lang}`);
    const { y, height } = await page.locator('#send').boundingBox();
    assert.ok(y + height <= 664, `${lang}: the button ends at ${y + height}`);
    for (const field of ['#email', '#phone']) assert.ok(await page.locator(field).isVisible());
  }
});

test('the receipt has a reference and dates, and nothing that was typed in full', async () => {
  const page = await app.ask({ email: 'Bea.Castillo@Example.com', name: 'Beatriz Castillo', phone: '(916) 555-0143' });
  assert.match(await page.title(), /^Opt-Out Request Honored \| /);
  assert.match(await referenceOn(page), REFERENCE);
  assert.match(await said(page, 'Received'), DATE);
  assert.match(await said(page, 'In effect since'), DATE);
  assert.match(await said(page, 'We will notify other companies by'), DATE);
  assert.deepEqual((await said(page, 'Applies to')).split('\n'), ['B***@example.com', '*** *** **43']);
  const everything = await page.content();
  for (const typed of ['castillo', 'beatriz', '555']) assert.ok(!everything.toLowerCase().includes(typed), typed);
});

test('every right can be chosen and sent', async () => {
  const page = await app.visit('/');
  const rights = await page.locator('input[name=right]').evaluateAll((radios) =>
    radios.map((radio) => ({ right: radio.value, words: radio.labels[0].textContent })),
  );
  assert.deepEqual(rights.map(({ right }) => right), ['opt_out', 'limit', 'delete', 'know', 'know_categories', 'correct', 'marketing_stop']);
  const titles = {};
  for (const { right, words } of rights) {
    const receipt = await app.ask({ right, email: `${right}@example.com` });
    assert.equal(await said(receipt, 'You asked'), words);
    titles[right] = await receipt.locator('h1').innerText();
  }
  const { opt_out, limit, marketing_stop, ...answered } = titles;
  assert.equal(opt_out, 'Opt-Out Request Honored');
  for (const title of Object.values(answered)) assert.equal(title, 'We received your request');
});

test('a phone number is enough, and staff see the email that can’t be mailed', async () => {
  const receipt = await app.ask({ phone: '415 555 0199' });
  assert.equal(await receipt.locator('h1').innerText(), 'Opt-Out Request Honored');
  const reference = await referenceOn(receipt);
  const outbox = await app.visit('/outbox');
  assert.ok((await outbox.getByRole('heading', { level: 2 }).allInnerTexts())[0].startsWith('For staff'));
  const email = outbox.locator('article', { hasText: reference });
  assert.match(await email.innerText(), /The request has no email address/);
});

test('an agent can ask for somebody else, who is told', async () => {
  const page = await app.visit('/');
  await page.fill('#email', 'carl@example.com');
  await page.getByText('More about me or someone else').click();
  await page.fill('#agent_name', 'Dana Agent');
  await page.fill('#agent_email', 'dana@agents.example');
  await send(page);
  assert.equal(await page.locator('.summary a').innerText(), 'Confirm that you have this person’s signed permission');
  await page.check('#agent_permission');
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
  assert.ok((await app.system.emailTo('carl@example.com')).text.includes(await referenceOn(page)));
});

test('more identifiers are taken with the request', async () => {
  const page = await app.visit('/');
  await page.fill('#email', 'emil@example.com');
  await unfold(page);
  await page.fill('#identifier_value_1', 'emil.second@example.com');
  await page.selectOption('#identifier_type_2', 'account');
  await page.fill('#identifier_value_2', 'account-number-77');
  await send(page);
  assert.deepEqual((await said(page, 'Applies to')).split('\n'), ['e***@example.com', 'e***@example.com', '***77, an account that we could not verify']);
});

test('wrong input is summed up first, with links that lead to the fields', async () => {
  const page = await app.visit('/');
  await page.fill('#email', 'not an address');
  await page.fill('#phone', '12');
  await unfold(page);
  await page.fill('#identifier_value_1', 'neither');
  await page.fill('#agent_email', 'nor this');
  assert.equal((await send(page)).status(), 422);
  assert.match(await page.title(), /^Error: /);
  assert.equal(await page.locator('main > *').first().getAttribute('role'), 'alert');
  await expectFocus(page, 'errors', 'the summary has the focus');
  const targets = await page.locator('.summary a').evaluateAll((links) => links.map((link) => link.hash.slice(1)));
  assert.deepEqual(targets, ['email', 'phone', 'identifier_value_1', 'agent_email', 'agent_permission']);
  for (const field of targets) {
    await page.locator(`.summary a[href="#${field}"]`).click();
    await expectFocus(page, field);
    assert.ok(await page.locator(`#${field}`).isVisible());
    assert.equal(await page.locator(`#${field}`).getAttribute('aria-invalid'), 'true');
    assert.match(await page.locator(`#${field}-error`).textContent(), /^Error: /);
    await page.goBack();
  }
});

test('a form without any contact says what is missing', async () => {
  const page = await app.visit('/');
  await send(page);
  const message = await page.locator('.summary a').innerText();
  assert.match(message, /email address or a phone number/);
  assert.ok((await page.locator('#email-error').innerText()).endsWith(message));
});

test('what was typed is kept, shown as text, and can be corrected and sent', async () => {
  const page = await app.visit('/');
  await unfold(page);
  await page.check('input[value=delete]');
  await page.selectOption('#state', 'CA');
  await page.selectOption('#identifier_type_3', 'device');
  await page.fill('#identifier_value_3', HOSTILE);
  await page.check('#agent_permission');
  for (const field of ['email', 'phone', 'name', 'agent_name', 'agent_email']) await page.fill(`#${field}`, HOSTILE);
  assert.equal((await send(page)).status(), 422);
  for (const field of ['email', 'phone', 'name', 'agent_name', 'agent_email']) assert.equal(await page.inputValue(`#${field}`), HOSTILE);
  assert.ok(await page.isChecked('input[value=delete]'));
  assert.ok(await page.isChecked('#agent_permission'));
  assert.equal(await page.inputValue('#state'), 'CA');
  assert.equal(await page.locator('script, img, [onerror]').count(), 0);
  assert.ok(!(await page.content()).includes('49'), 'nothing typed is taken for a template');
  const kept = page.locator('[name^=identifier_value]').filter({ visible: true });
  assert.deepEqual(await kept.evaluateAll((fields) => fields.map((field) => field.value).filter(Boolean)), [HOSTILE]);
  await page.fill('#email', 'fay@example.com');
  await page.fill('#phone', '');
  await page.fill('#agent_email', '');
  await page.fill('#identifier_value_1', 'device-1');
  const answer = await send(page);
  assert.equal(answer.status(), 200, await page.locator('main').innerText());
  assert.equal(await page.locator('script, img, [onerror]').count(), 0);
});

test('a button that is pressed twice sends one request', async () => {
  const page = await app.visit('/', await app.browser.page());
  await page.fill('#email', 'gus@example.com');
  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.postData()));
  await page.dblclick('#send');
  // The second press may replace the first navigation, which isn't a failure.
  await until(() => page.url().includes('/status/'), 'the status page stands there');
  await page.waitForLoadState();
  assert.equal(new Set(posts).size, 1);
  await app.system.emailTo('gus@example.com');
  assert.deepEqual(await referencesTo('gus@example.com'), [await referenceOn(page)]);
});

test('a form that the browser kept, sent again, gives the first receipt again', async () => {
  const browser = await Browser.open({ keepsPages: true });
  try {
    const page = await browser.page();
    await page.goto(app.system.url);
    await page.fill('#email', 'hana@example.com');
    await send(page);
    const first = await referenceOn(page);
    await page.goBack({ waitUntil: 'commit' });
    await send(page);
    assert.equal(await referenceOn(page), first);
    assert.deepEqual(browser.complaints, []);
  } finally {
    await browser.close();
  }
});

test('a form that is opened again is a new one: it counts once and gets a reference of its own', async () => {
  const page = await app.ask({ email: 'ian@example.com' });
  const first = await referenceOn(page);
  await page.goBack();
  assert.equal(await page.locator('h1').innerText(), 'Do Not Sell or Share My Personal Information');
  await page.fill('#email', 'ian@example.com');
  await send(page);
  assert.notEqual(await referenceOn(page), first);
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
});

test('a program in the bot trap is honoured, and its email waits for a look', async () => {
  const page = await app.visit('/');
  await page.fill('#email', 'jo@example.com');
  await page.locator('#website').evaluate((field) => (field.value = 'https://spam.example'));
  await send(page);
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
  const reference = await referenceOn(page);
  const outbox = await app.visit('/outbox');
  const email = outbox.locator('article', { hasText: reference });
  assert.match(await email.innerText(), /bot trap/);
});

test('neither browser nor system complained about the form, and the system ended', () => app.close());

/** Returns the references in the emails to an address. */
async function referencesTo(address) {
  const emails = (await app.system.emails()).filter((email) => email.to === address);
  return emails.map((email) => email.text.match(REFERENCE)[0]);
}

after(() => app.system.child.kill('SIGKILL'));
