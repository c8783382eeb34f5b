import type { Locator, Page } from "@playwright/test";

/**
 * Counts the user actions needed for something: a click is one, a text typed into a field is one, a key is
 * one. Waiting and reading are free.
 */
export class Hands {
	private readonly page: Page;
	private done: number;

	/** `before` is the number of actions before counting can start. */
	constructor(page: Page, before = 0) {
		this.page = page;
		this.done = before;
	}

	get count(): number {
		return this.done;
	}

	async click(target: Locator): Promise<void> {
		await target.click();
		this.done += 1;
	}

	/** Types a text into a field the user can see. */
	async fill(field: Locator, text: string): Promise<void> {
		await field.fill(text);
		this.done += 1;
	}

	/** A click that opens the system's file picker, and choosing the file. */
	async chooseFile(button: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
		const chooser = this.page.waitForEvent("filechooser");
		await this.click(button);
		await (await chooser).setFiles(file);
		this.done += 1;
	}

	async press(key: string): Promise<void> {
		await this.page.keyboard.press(key);
		this.done += 1;
	}

	/** Types a text into the focused element. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
		this.done += 1;
	}

	/** As many Tabs as needed. */
	async tabTo(target: Locator): Promise<void> {
		await target.waitFor();
		for (let tabs = 0; tabs < 40; tabs++) {
			if (await target.evaluate((element) => element === document.activeElement)) return;
			await this.press("Tab");
		}
		throw new Error("Tab does not lead there");
	}
}
