// Accessibility: keyboard, small and zoomed screens, large text, assistive technology.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sticksOut } from './browser.mjs';
import { FOLLOWED, TestApp, expectFocus, focused, referenceOn, send, unfold } from './app.mjs';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENSHOTS = process.env.HONORED_SCREENSHOTS;
const ALL_WRONG = { email: 'not an address', phone: '12', identifier_value_1: 'neither', agent_email: 'nor this' };

let app;
let quiet; // no JavaScript, 320 pixels wide
let inspected; // with axe
before(async () => {
  app = await TestApp.open();
  quiet = await app.browser.page({ width: 320, height: 640 });
  inspected = await app.browser.page({ inspected: true });
  if (SCREENSHOTS) mkdirSync(SCREENSHOTS, { recursive: true });
});

/** How to bring a page into each of its states. */
const STATES = {
  'the form': (page) => app.visit('/', page),
  'the form with everything opened': async (page) => {
    await app.visit('/', page);
    await unfold(page);
    await page.check('input[value=know]');
    await page.check('#agent_permission');
  },
  'the form with errors': async (page) => {
    await app.visit('/', page);
    await unfold(page);
    for (const [field, value] of Object.entries(ALL_WRONG)) await page.fill(`#${field}`, value);
    await send(page);
  },
  'the receipt of an opt-out': (page) => app.ask({ email: 'una.with.a.rather.long.address@department.example.com', phone: '916 555 0111' }, page),
  'the status of a deletion': (page) => app.ask({ right: 'delete', email: 'vic@example.com' }, page),
  'the status of a marketing stop': (page) => app.ask({ right: 'marketing_stop', email: 'wim@example.com' }, page),
  'the status of a deletion by phone number': (page) => app.ask({ right: 'delete', phone: '916 555 0155' }, page),
  'a denial behind the link in its email': async (page) => {
    await FOLLOWED.appeal(app, page);
    await page.getByRole('link', { name: 'See the status of your request' }).click();
  },
  'a response file behind the link in its email': async (page) => {
    await FOLLOWED.collect(app, page);
    await page.getByRole('link', { name: 'See the status of your request' }).click();
  },
  'an email that a person will read, behind the link in our email': async (page) => {
    await FOLLOWED.answer(app, page);
    await page.getByRole('link', { name: 'See the status of your request' }).click();
  },
  'a link to confirm': async (page) => {
    await app.ask({ right: 'delete', email: 'ada@example.com' }, page);
    await app.follow('confirm', 'ada@example.com', page);
  },
  'what was confirmed': async (page) => {
    await app.ask({ right: 'delete', email: 'ben@example.com' }, page);
    await app.follow('confirm', 'ben@example.com', page);
    if (await page.locator('#send').count()) await send(page);
  },
  'a link that undoes one of two addresses, and none was chosen': async (page) => {
    await app.visit('/', page);
    await page.fill('#email', 'cora@example.com');
    await unfold(page);
    await page.fill('#identifier_value_1', 'cora.with.a.rather.long.address@department.example.com');
    await send(page);
    await app.follow('request-opt-in', 'cora@example.com', page);
    await send(page);
  },
  'a link to appeal': (page) => FOLLOWED.appeal(app, page),
  'an appeal that was made': async (page) => send(await FOLLOWED.appeal(app, page)),
  'a link to appeal a denied choice': (page) => FOLLOWED['appeal of a denied choice'](app, page),
  'a link to collect an answer': (page) => FOLLOWED.collect(app, page),
  'a link to collect an answer, and a wrong code': async (page) => tryCodes(await FOLLOWED.collect(app, page), 1),
  'a link to collect that is locked': async (page) => tryCodes(await FOLLOWED.collect(app, page), 5),
  'a question of staff': (page) => FOLLOWED.answer(app, page),
  'a question of staff that was sent without an answer': async (page) => send(await FOLLOWED.answer(app, page)),
  'a question of staff that was answered': async (page) => {
    await FOLLOWED.answer(app, page);
    await page.fill('#message', 'For my mother.');
    await send(page);
  },
  'a link that ends a choice': (page) => FOLLOWED['opt-in'](app, page),
  'a choice that has ended in part': async (page) => send(await FOLLOWED['opt-in'](app, page)),
  'a link in a mail to a partner': async (page) => {
    await app.ask({ email: 'dov@example.com' }, page);
    await app.followNotification(page);
  },
  'what a partner confirmed': async (page) => {
    await app.followNotification(page);
    if (await page.locator('#send').count()) await send(page);
  },
  'the lookup': (page) => app.visit('/status', page),
  'the form for a browser that sends the signal': (page) => withSignal('/', page),
  'the lookup for a browser that sends the signal': (page) => withSignal('/status', page),
  'a browser’s choice, not on record yet': (page) => withSignal('/signals', page),
  'a browser’s choice, on record': (page) => app.visit('/signals', page),
  'a browser that has not opted out': async (page) => {
    await page.context().clearCookies();
    await app.visit('/signals', page);
  },
  'a link to stop mail': async (page) => page.goto(await app.unsubscribeLink('kay.with.a.rather.long.address@department.example.com')),
  'mail that was stopped': async (page) => {
    await page.goto(await app.unsubscribeLink('lou@example.com'));
    await send(page);
  },
  'a link to stop mail that is not whole': (page) => app.visit('/unsubscribe/1.x', page),
  'the lookup that found nothing': async (page) => {
    await app.visit('/status', page);
    await send(page);
  },
  'the outbox': async (page) => {
    await app.ask({ phone: '916 555 0122' }, page);
    await app.ask({ email: 'xia@example.com' }, page);
    await app.system.emailTo('xia@example.com');
    await app.visit('/outbox', page);
  },
  'a page that does not exist': (page) => app.visit('/nowhere', page),
  'the form in Spanish': async (page) => {
    await app.visit('/?lang=es', page);
    await unfold(page);
  },
  'the form in Spanish with errors': async (page) => {
    await app.visit('/?lang=es', page);
    await unfold(page);
    for (const [field, value] of Object.entries(ALL_WRONG)) await page.fill(`#${field}`, value);
    await send(page);
  },
  'the receipt of an opt-out in Spanish': async (page) => {
    await app.visit('/?lang=es', page);
    await page.fill('#email', 'una.direccion.bastante.larga@departamento.example.com');
    await send(page);
  },
  'the status of a deletion in Spanish': async (page) => {
    await app.visit('/?lang=es&right=delete', page);
    await page.fill('#email', 'xochitl@example.com');
    await send(page);
  },
  'a link to confirm in Spanish': async (page) => {
    await app.visit('/?lang=es&right=delete', page);
    await page.fill('#email', 'yolanda@example.com');
    await send(page);
    await app.follow('confirm', 'yolanda@example.com', page);
  },
  'the lookup in Spanish': (page) => app.visit('/status?lang=es', page),
  'a browser’s choice in Spanish': (page) => withSignal('/signals?lang=es', page),
  'a browser that has not opted out, in Spanish': async (page) => {
    await page.context().clearCookies();
    await app.visit('/signals?lang=es', page);
  },
  'a link to stop mail in Spanish': async (page) => page.goto(`${await app.unsubscribeLink('mia@example.com')}?lang=es`),
  'mail that was stopped, in Spanish': async (page) => {
    await page.goto(`${await app.unsubscribeLink('noe@example.com')}?lang=es`);
    await send(page);
  },
  'a page that does not exist, in Spanish': (page) => app.visit('/nowhere?lang=es', page),
};

test('the outbox without emails breaks no rule of WCAG 2.2 AA', () => inspect('the outbox without emails', (page) => app.visit('/outbox', page)));

for (const [state, reach] of Object.entries(STATES)) {
  test(`${state} breaks no rule of WCAG 2.2 AA, narrow or wide, light or dark`, () => inspect(state, reach));
}

test('no page has to be scrolled sideways at 320 pixels, which is 400 % of 1280', async () => {
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(quiet);
    assert.deepEqual(await sticksOut(quiet), [], state);
  }
});

test('a space at the end of a line of an email stays inside the email', async () => {
  await app.visit('/outbox', inspected);
  for (const width of [347, 360, 364]) { // at two of these widths, a line of the test emails ends at a link
    await inspected.setViewportSize({ width, height: 800 });
    const outside = await inspected.evaluate(() => [...document.querySelectorAll('article pre')].flatMap((email) => {
      const range = document.createRange();
      range.selectNodeContents(email);
      const { right } = email.getBoundingClientRect();
      return [...range.getClientRects()].filter((line) => line.right > right + 1).map(() => email.textContent);
    }));
    assert.deepEqual(outside, [], `at ${width}`);
  }
});

test('letters of twice the size and more room between them cut nothing off, on a phone too', async () => {
  const large = 'html{font-size:200%!important}';
  const loose = '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}';
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(inspected);
    for (const [width, css] of [[1280, large], [640, large], [390, large], [320, large], [320, loose]]) {
      await inspected.setViewportSize({ width, height: 800 });
      const style = await inspected.addStyleTag({ content: css });
      assert.deepEqual(await sticksOut(inspected), [], `${state} at ${width}`);
      await style.evaluate((element) => element.remove());
    }
  }
});

//= req: ca-7221-b-1-B.3
test('the form can be used when it is zoomed to 400 %', async () => {
  const page = await app.browser.page({ width: 320, height: 200, scale: 4 });
  await app.ask({ email: 'yan@example.com' }, page);
  assert.equal(await page.locator('h1').innerText(), 'Opt-Out Request Honored');
});

test('Tab reaches everything in the order of the page, shows where it is, and never meets the bot trap', async () => {
  const page = await app.visit('/');
  const above = ['Skip to main content', 'Example Company', 'Español', 'email', 'phone'];
  const other = 'See, correct or delete my data';
  const more = 'More about me or someone else';
  const lines = [1, 2, 3].flatMap((n) => [`identifier_type_${n}`, `identifier_value_${n}`]);
  const agent = ['agent_name', 'agent_email', 'agent_permission', 'agent_parent', 'age'];
  const below = ['send', 'privacy@example.com', 'See what we have done', 'Privacy policy', 'Your Privacy Choices', 'privacy@example.com'];
  assert.deepEqual(await stops(page), [...above, other, more, ...below]);
  await app.visit('/');
  for (const summary of [other, more]) {
    await page.getByText(summary).focus();
    await page.keyboard.press('Enter');
  }
  await page.locator('.skip').focus();
  const opened = [other, 'right', 'More rights in some states', 'state', 'details', more, 'name', ...lines, ...agent];
  assert.deepEqual(await stops(page), [...above.slice(1), ...opened, ...below]);
});

test('the bot trap can neither be seen nor heard', async () => {
  const page = await app.visit('/');
  const box = await page.locator('#website').boundingBox();
  assert.ok(box.x + box.width < 0, JSON.stringify(box));
  assert.equal(await page.getByRole('textbox', { name: 'Leave this empty' }).count(), 0);
  assert.ok(!(await page.locator('body').ariaSnapshot()).includes('Leave this empty'));
});

test('the form can be filled in, corrected and sent with the keyboard alone', async () => {
  const page = await app.visit('/', await app.browser.page());
  const keys = page.keyboard;
  await keys.press('Tab');
  await keys.press('Enter'); // Skip to main content
  await expectFocus(page, 'main');
  await keys.press('Tab');
  await keys.type('zoe');
  await keys.press('Tab');
  await keys.press('Tab');
  await keys.press('Enter'); // See, correct or delete my data
  await keys.press('Tab');
  await keys.press('ArrowDown'); // Limit
  while ((await focused(page)) !== 'send') await keys.press('Tab');
  await send(page, () => keys.press('Enter'));
  await expectFocus(page, 'errors');
  await keys.press('Tab');
  await keys.press('Enter'); // the link of the summary
  await expectFocus(page, 'email');
  await keys.press('End');
  await keys.type('@example.com');
  while ((await focused(page)) !== 'send') await keys.press('Tab');
  await send(page, () => keys.press('Space'));
  assert.match(await referenceOn(page), /-/);
  assert.equal(await page.locator('dd').first().innerText(), 'Limit the use of my sensitive personal information');
});

test('neither browser nor system complained about any state of a page, and the system ended', () => app.close());

after(() => app.system.child.kill('SIGKILL'));

/** Opens a path in a new browser that sends Global Privacy Control. */
async function withSignal(path, page) {
  await page.context().clearCookies();
  await page.context().setExtraHTTPHeaders({ 'Sec-GPC': '1' });
  await app.visit(path, page);
  await page.context().setExtraHTTPHeaders({});
}

/** Tries wrong codes. */
async function tryCodes(page, times) {
  for (let n = 0; n < times; n += 1) {
    await page.fill('#code', '0000 0000');
    await send(page);
  }
}

/** Runs axe on a state in each size and color scheme. Takes screenshots if HONORED_SCREENSHOTS is set. */
async function inspect(state, reach) {
  await inspected.setViewportSize({ width: 1280, height: 800 });
  await reach(inspected);
  await inspected.addScriptTag({ path: AXE });
  for (const width of [360, 1280]) {
    await inspected.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await inspected.emulateMedia({ colorScheme });
      const look = `${state}, ${width}, ${colorScheme}`;
      if (SCREENSHOTS) await inspected.screenshot({ path: join(SCREENSHOTS, `${look.replaceAll(/[ ,]+/g, '-')}.png`), fullPage: true });
      const found = await inspected.evaluate((tags) => globalThis.axe.run({ runOnly: tags, rules: { 'target-size': { enabled: true } } }), WCAG);
      assert.ok(found.passes.length > 10, 'axe ran');
      assert.deepEqual([...found.violations, ...found.incomplete].map(inWords), [], look); // broken, or not to be decided
    }
  }
}

/** Returns a summary of an axe finding. */
function inWords({ id, help, nodes }) {
  return `${id}: ${help}: ${nodes.map((node) => `${node.target} (${[...node.any, ...node.all, ...node.none].map((check) => check.message)})`).join('; ')}`;
}

/** Returns the elements where Tab stops, until it leaves the page. Each must have a visible focus. */
async function stops(page) {
  const reached = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    const { seen, gone } = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      const box = document.activeElement.getBoundingClientRect();
      const ring = style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && style.outlineWidth !== '0px');
      return { seen: ring && box.right > 0 && box.bottom > 0 && box.top < innerHeight, gone: document.activeElement === document.body };
    });
    if (gone || reached.length > 40) return reached;
    assert.ok(seen, `${stop} has the focus, and nothing shows it`);
    reached.push(stop);
  }
}
