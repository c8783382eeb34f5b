import type { Locator, Page } from "@playwright/test";

/**
 * Counts what hands do on the way to something: a click is one, a text typed into a field is one, a key is one. Waiting
 * and looking cost nothing.
 */
export class Hands {
	private readonly page: Page;
	private done: number;

	/** `before` is what was done before the walk can be followed. */
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

	/** A text into a field that was found by the eye. */
	async fill(field: Locator, text: string): Promise<void> {
		await field.fill(text);
		this.done += 1;
	}

	/** A click that opens the system's choice of a file, and the file chosen in it. */
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

	/** A text into whatever has the focus. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
		this.done += 1;
	}

	/** As many Tabs as it takes. */
	async tabTo(target: Locator): Promise<void> {
		await target.waitFor();
		for (let tabs = 0; tabs < 40; tabs++) {
			if (await target.evaluate((element) => element === document.activeElement)) return;
			await this.press("Tab");
		}
		throw new Error("Tab does not lead there");
	}
}
