import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Hands that have no mouse. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes on with the tab key until the focus is there. */
  async reach(target: Locator): Promise<void> {
    await target.waitFor({ state: 'attached' });
    for (let presses = 0; presses < 120; presses += 1) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await this.#page.keyboard.press('Tab');
    }
    throw new Error(`The tab key does not lead to ${String(target)}.`);
  }

  /** Goes to a field and writes over what is in it. */
  async write(label: string, text: string): Promise<void> {
    await this.reach(this.#page.getByLabel(label));
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.press('Delete');
    await this.#page.keyboard.type(text);
  }

  /** Writes a day into three small fields. */
  async writeDay(label: string, [day, month, year]: [string, string, string]): Promise<void> {
    const group = this.#page.getByRole('group', { name: label });
    for (const [part, text] of Object.entries({ Tag: day, Monat: month, Jahr: year })) {
      await this.reach(group.getByLabel(part));
      await this.#page.keyboard.press('ControlOrMeta+A');
      await this.#page.keyboard.type(text);
    }
  }

  /** Chooses one of several answers: into the group with the tab key, on with the arrows. */
  async choose(group: string, answer: string): Promise<void> {
    const buttons = this.#page.getByRole('group', { name: group }).getByRole('radio');
    const wanted = this.#page.getByRole('group', { name: group }).getByRole('radio', { name: answer });
    const chosen = buttons.and(this.#page.locator(':checked'));
    await this.reach((await chosen.count()) > 0 ? chosen : buttons.first());
    await this.#page.keyboard.press('Space');
    for (let presses = await buttons.count(); presses > 0 && !(await wanted.isChecked()); presses -= 1) {
      await this.#page.keyboard.press('ArrowDown');
    }
    expect(await wanted.isChecked()).toBe(true);
  }

  async tick(label: string): Promise<void> {
    await this.reach(this.#page.getByLabel(label));
    await this.#page.keyboard.press('Space');
  }

  async press(name: string): Promise<void> {
    await this.reach(this.#page.getByRole('button', { name, exact: true }));
    await this.#page.keyboard.press('Enter');
  }
}
