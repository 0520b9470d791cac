// A house: a system with data of its own, a browser that visits it, and what people do there.

import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { System, dataFolder } from './system.mjs';

/** A reference as people see it. */
export const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/;

export class House {
  static async open() {
    const house = new House();
    house.folder = dataFolder();
    house.system = await System.start(house.folder);
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
    assert.equal(this.system.complaints, '', 'the system complained');
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

  /** Opens the link to this deed in a letter to this address. */
  async follow(deed, email, window) {
    const { text } = await this.system.letterTo(email, `/reply/${deed}/`);
    const path = text.split(/\s+/).find((word) => word.includes(`/reply/${deed}/`));
    return this.visit(path.replace(this.system.url, ''), window);
  }

  /** Opens the link in the first mail to the partner that gets mail. */
  async followNotice(window) {
    const { text } = await this.system.letterTo('privacy@mail-house.example', '/partners/notices/');
    const path = text.split(/\s+/).find((word) => word.includes('/partners/notices/'));
    return this.visit(path.replace(this.system.url, ''), window);
  }
}

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
