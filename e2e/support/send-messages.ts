import { expect, request } from "@playwright/test";
import { baseUrl } from "@/e2e/support/workspace";

/** Sends messages as a website or shop would; returns once they are acknowledged. */
export async function sendMessages(writeKey: string, messages: readonly object[]): Promise<void> {
	const site = await request.newContext({ baseURL: baseUrl });
	for (let at = 0; at < messages.length; at += 100) {
		const answer = await site.post("/v1/batch", {
			headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}` },
			data: { batch: messages.slice(at, at + 100) },
		});
		expect(answer.status(), await answer.text()).toBe(200);
	}
	await site.dispose();
}
