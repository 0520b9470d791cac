// Pages in Spanish, in a browser without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestApp, said, send } from './app.mjs';

let app;
before(async () => {
  app = await TestApp.open();
});

/** Returns the language of the page, by its attribute. */
const languageOf = (page) => page.locator('html').getAttribute('lang');

test('a browser that prefers Spanish gets Spanish from the form to the email', async () => {
  const page = await app.browser.page({ locale: 'es-MX' });
  const answer = await page.goto(app.system.url);
  assert.equal(answer.headers()['content-language'], 'es');
  assert.match(answer.headers().vary, /Accept-Language/);
  assert.equal(await page.locator('h1').innerText(), 'No vender ni compartir mi información personal');
  await page.fill('#email', 'abril');
  assert.equal((await send(page)).status(), 422);
  assert.match(await page.title(), /^Error: No vender/);
  assert.match(await page.locator('.summary a').innerText(), /^Escriba un correo electrónico con el formato correcto/);
  await page.fill('#email', 'abril@example.com');
  await send(page);
  assert.equal(await languageOf(page), 'es');
  assert.equal(await page.locator('h1').innerText(), 'Solicitud de exclusión cumplida');
  assert.match(await said(page, 'En vigor desde'), /^\d+ de [a-z]+ de \d{4}$/);
  const { subject } = await app.system.emailTo('abril@example.com');
  assert.match(subject, /^Su solicitud de no vender ni compartir su información está en vigor/);
});

test('the link on each page changes its language, and forms and links keep it', async () => {
  const page = await app.browser.page();
  await page.goto(`${app.system.url}/?state=CO`);
  await page.getByRole('link', { name: 'Español' }).click();
  assert.equal(new URL(page.url()).search, '?state=CO&lang=es');
  assert.match(await page.locator('main').innerText(), /quienes viven en Colorado/);
  await page.fill('#email', 'benito');
  await send(page);
  assert.equal(await languageOf(page), 'es', 'after an error');
  await page.fill('#email', 'benito@example.com');
  await send(page);
  assert.equal(await languageOf(page), 'es', 'on the receipt');
  await page.getByRole('link', { name: 'English' }).click();
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
  await page.getByRole('link', { name: 'make another request' }).click();
  assert.equal(await languageOf(page), 'en');
  await page.goto(`${app.system.url}/nowhere?lang=es`);
  assert.equal(await page.locator('h1').innerText(), 'No encontramos esta página');
  await page.getByRole('link', { name: 'Consulte una solicitud' }).click();
  assert.equal(await page.locator('h1').innerText(), 'Consulte su solicitud');
  await page.fill('#reference', '7K3M-9XQ2-4HTC');
  await page.fill('#contact', 'benito@example.com');
  await send(page);
  assert.equal(await page.locator('.summary h2').innerText(), 'No encontramos una solicitud con estos datos');
});

test('a request that was made in Spanish is confirmed in Spanish, and “No” tells the privacy team', async () => {
  const page = await app.browser.page();
  await page.goto(`${app.system.url}/?lang=es&right=delete`);
  await page.fill('#email', 'carmen@example.com');
  await send(page);
  await app.follow('confirm', 'carmen@example.com', page);
  assert.equal(await page.locator('h1').innerText(), 'Confirme que usted hizo esta solicitud');
  await send(page, () => page.getByRole('button', { name: 'No, no fui yo' }).click());
  assert.equal(await page.locator('h1').innerText(), 'Gracias por avisarnos');
  const reference = await page.locator('.rows dd').nth(1).innerText();
  const { log } = await app.system.desk(`/requests/${reference}`);
  assert.ok(log.some(({ event }) => JSON.stringify(event).includes('note') || JSON.stringify(event).includes('follow')), JSON.stringify(log));
});

test('neither browser nor system complained, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));
