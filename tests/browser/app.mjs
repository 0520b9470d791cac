// A system with its own data, a browser, and what people do with them.

import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { System, dataFolder } from './system.mjs';

/** A reference as pages show it. */
export const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/;

export class TestApp {
  static async open(settings) {
    const app = new TestApp();
    app.folder = dataFolder();
    app.system = await System.start(app.folder, settings);
    app.browser = await Browser.open();
    return app;
  }

  /** Stops everything. A warning in the log or the console, or an unclean exit, fails the test. */
  async close() {
    await this.browser.close();
    const { code, signal } = await this.system.end();
    this.folder.remove();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    assert.deepEqual(this.browser.complaints, [], 'the browser complained');
    // A wrong code logs a warning, and some tests try one.
    // The access log has a line for each call of staff.
    // A journey of a week has a partner that never answers.
    const expected = ['"a wrong code was tried"', '"a delivery is given up"', '"target":"runtime::access"'];
    const lines = this.system.complaints.split('\n').filter(Boolean);
    const complaints = lines.filter((line) => !expected.some((part) => line.includes(part)));
    assert.deepEqual(complaints, [], 'the system complained');
  }

  /** Opens a path in the current window, or in the given one. */
  async visit(path, window) {
    this.window ??= await this.browser.page();
    const page = window ?? this.window;
    await page.goto(this.system.url + path);
    return page;
  }

  /** Fills in the form and sends it. Returns the next page. */
  async ask({ right = 'opt_out', ...fields }, window) {
    const page = await this.visit('/', window);
    const isFirst = (field) => field === 'email' || field === 'phone';
    if (right !== 'opt_out' || !Object.keys(fields).every(isFirst)) await unfold(page);
    if (right !== 'opt_out') await page.check(`input[name=right][value=${right}]`);
    for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
    await send(page);
    return page;
  }

  /** Returns a one-click unsubscribe link for an address, as the company's mail system gets it. */
  async unsubscribeLink(address) {
    const headers = { authorization: `Bearer ${this.system.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ addresses: [address] });
    const answer = await fetch(`${this.system.url}/unsubscribe-links`, { method: 'POST', headers, body });
    return (await answer.json()).links[0].url;
  }

  /** Opens the link to an action in an email to this address. */
  async follow(action, email, window) {
    const { text } = await this.system.emailTo(email, `/${action}/`);
    const path = text.split(/\s+/).find((word) => word.includes('/requests/') && word.includes(`/${action}/`));
    return this.visit(path.replace(this.system.url, ''), window);
  }

  /** Opens the link in the first email to the partner that is notified by email. */
  async followNotification(window) {
    const { text } = await this.system.emailTo('privacy@mail-house.example', '/partners/notifications/');
    const path = text.split(/\s+/).find((word) => word.includes('/partners/notifications/'));
    return this.visit(path.replace(this.system.url, ''), window);
  }
}

let people = 0;

/** Returns a new address. */
export function somebody() {
  people += 1;
  return `person.${people}@example.org`;
}

/** Opens the link in each email that a staff action causes: the page with its button. */
export const FOLLOWED = {
  appeal: async (app, page) => {
    const email = somebody();
    const reference = await app.system.ask({ right: 'delete', email, state: 'VA' });
    await app.system.take(reference, { action: 'respond', response: 'denied', basis: 'lawful_exception', explanation: 'Your contract runs until May.' });
    return app.follow('appeal', email, page);
  },
  'appeal of a denied choice': async (app, page) => {
    const email = somebody();
    const reference = await app.system.ask({ right: 'opt_out', email, state: 'CT' });
    await app.system.take(reference, { action: 'deny_for_fraud', belief: 'The card was stolen.' });
    return app.follow('appeal', email, page);
  },
  collect: async (app, page) => {
    const email = somebody();
    const reference = await app.system.ask({ right: 'know', email });
    await app.system.take(reference, { action: 'verify', method: 'matched' });
    const { file } = await app.system.desk(`/requests/${reference}/response-file?ending=csv`, { method: 'PUT', type: 'text/csv', body: 'name,address' });
    await app.system.take(reference, { action: 'respond', response: 'granted', copy_checked: true, delivery: { file } });
    return app.follow('download', email, page);
  },
  answer: async (app, page) => {
    const email = somebody();
    await app.system.write(email, 'You sell what you know about people, and my sister got letters. What could one do about that?');
    const { text } = await app.system.emailTo(email, '/status/');
    await app.system.take(text.match(REFERENCE)[0], { action: 'ask_person', question: 'Do you write for yourself?' });
    return app.follow('answer', email, page);
  },
  'opt-in': async (app, page) => {
    const email = somebody();
    await app.system.ask({ right: 'opt_out', email, phone: '916 555 0143' });
    await send(await app.follow('request-opt-in', email, page));
    return app.follow('opt-in', email, page);
  },
};

/** Presses the button, or runs `press`. Returns the response after redirects. */
export async function send(page, press = () => page.click('#send')) {
  const [answer] = await Promise.all([page.waitForNavigation(), press()]);
  return answer;
}

/** Returns the reference that the page shows. */
export async function referenceOn(page) {
  return page.locator('.reference').innerText();
}

/** Returns the page's text next to a label. */
export function said(page, words) {
  return page.locator('.rows > div').filter({ has: page.locator('dt', { hasText: words }) }).locator('dd').innerText();
}

/** Returns the ID or the text of the focused element. */
export function focused(page) {
  return page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
}

/** Waits until the element with this ID or text has the focus. The browser moves it some time after the page has loaded. */
export async function expectFocus(page, expected, why) {
  const end = Date.now() + 10_000;
  while ((await focused(page)) !== expected && Date.now() < end) await page.waitForTimeout(20);
  assert.equal(await focused(page), expected, why);
}

/** Opens the closed sections of a form. */
export async function unfold(page) {
  const closed = page.locator('details:not([open]) > summary');
  while (await closed.count()) await closed.first().click();
}
