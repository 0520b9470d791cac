// A house: a system with data of its own, a browser that visits it, and what people do there.

import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { System, dataFolder } from './system.mjs';

/** A reference as people see it. */
export const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/;

export class House {
  static async open(settings) {
    const house = new House();
    house.folder = dataFolder();
    house.system = await System.start(house.folder, settings);
    house.browser = await Browser.open();
    return house;
  }

  /** Ends everything. A house that complained, or did not end cleanly, is a fault of its own. */
  async close() {
    await this.browser.close();
    const { code, signal } = await this.system.end();
    this.folder.remove();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    assert.deepEqual(this.browser.complaints, [], 'the browser complained');
    // That somebody guesses at a code is worth a warning, and some journeys do.
    const complaints = this.system.complaints.split('\n').filter((line) => line && !line.includes('"a wrong code was tried"'));
    assert.deepEqual(complaints, [], 'the system complained');
  }

  /** Opens the page at this path, in the window that is open already unless it has to be another one. */
  async visit(path, window) {
    this.window ??= await this.browser.page();
    const page = window ?? this.window;
    await page.goto(this.system.url + path);
    return page;
  }

  /** Fills in the form, sends it, and answers the page that comes. */
  async ask({ right = 'opt_out', ...fields }, window) {
    const page = await this.visit('/', window);
    if (right !== 'opt_out') await page.check(`input[name=right][value=${right}]`);
    for (const [name, value] of Object.entries(fields)) await page.fill(`#${name}`, value);
    await send(page);
    return page;
  }

  /** A link to stop marketing mail to this address, as the company's mail system gets it. */
  async unsubscribeLink(address) {
    const headers = { authorization: `Bearer ${this.system.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ addresses: [address] });
    const answer = await fetch(`${this.system.url}/unsubscribe-links`, { method: 'POST', headers, body });
    return (await answer.json()).links[0].url;
  }

  /** Opens the link to this deed in a letter to this address. */
  async follow(deed, email, window) {
    const { text } = await this.system.letterTo(email, `/${deed}/`);
    const path = text.split(/\s+/).find((word) => word.includes('/requests/') && word.includes(`/${deed}/`));
    return this.visit(path.replace(this.system.url, ''), window);
  }

  /** Opens the link in the first mail to the partner that gets mail. */
  async followNotice(window) {
    const { text } = await this.system.letterTo('privacy@mail-house.example', '/partners/notices/');
    const path = text.split(/\s+/).find((word) => word.includes('/partners/notices/'));
    return this.visit(path.replace(this.system.url, ''), window);
  }
}

let people = 0;

/** Somebody whom nobody has heard of. */
export function somebody() {
  people += 1;
  return `person.${people}@example.com`;
}

/** Opens the link in each letter that lets its reader do something after staff did: the page with its button. */
export const FOLLOWED = {
  appeal: async (house, page) => {
    const email = somebody();
    const reference = await house.system.ask({ right: 'delete', email, state: 'VA' });
    await house.system.take(reference, { step: 'answer', answer: 'denied', basis: 'lawful_exception', explanation: 'Your contract runs until May.' });
    return house.follow('appeal', email, page);
  },
  'appeal of a denied choice': async (house, page) => {
    const email = somebody();
    const reference = await house.system.ask({ right: 'opt_out', email, state: 'CT' });
    await house.system.take(reference, { step: 'deny_for_fraud', belief: 'The card was stolen.' });
    return house.follow('appeal', email, page);
  },
  collect: async (house, page) => {
    const email = somebody();
    const reference = await house.system.ask({ right: 'know', email });
    await house.system.take(reference, { step: 'show_proof', by: 'matched' });
    const { file } = await house.system.desk(`/requests/${reference}/answer-file?ending=csv`, { method: 'PUT', type: 'text/csv', body: 'name,address' });
    await house.system.take(reference, { step: 'answer', answer: 'granted', delivery: { file } });
    return house.follow('download', email, page);
  },
  answer: async (house, page) => {
    const email = somebody();
    await house.system.write(email, 'About my data: it is complicated, please see what you can do for my mother and me.');
    const { text } = await house.system.letterTo(email, '/status/');
    await house.system.take(text.match(REFERENCE)[0], { step: 'ask_person', question: 'Do you write for yourself?' });
    return house.follow('answer', email, page);
  },
  'opt-in': async (house, page) => {
    const email = somebody();
    await house.system.ask({ right: 'opt_out', email, phone: '916 555 0143' });
    await send(await house.follow('request-opt-in', email, page));
    return house.follow('opt-in', email, page);
  },
};

/** Presses the button, or does what presses it; answers the answer, after redirects. */
export async function send(page, press = () => page.click('#send')) {
  const [answer] = await Promise.all([page.waitForNavigation(), press()]);
  return answer;
}

/** The reference that the page shows. */
export async function referenceOn(page) {
  return page.locator('.reference').innerText();
}

/** What the page says beside these words. */
export function said(page, words) {
  return page.locator('.rows > div').filter({ has: page.locator('dt', { hasText: words }) }).locator('dd').innerText();
}

/** What has the focus: its id, or its words. */
export function focused(page) {
  return page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
}

/** Fails unless the focus comes to what has this id, or these words: a browser moves it some time after a page has come. */
export async function expectFocus(page, expected, why) {
  const end = Date.now() + 10_000;
  while ((await focused(page)) !== expected && Date.now() < end) await page.waitForTimeout(20);
  assert.equal(await focused(page), expected, why);
}

/** Opens what is closed on a fresh form. */
export async function unfold(page) {
  for (const summary of await page.locator('details > summary').all()) await summary.click();
}
