import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readBatch } from "@/lib/sources/messages/read-batch";
import { hookEvent, hooksApi } from "@/lib/syncs/hooks-api";

const request = z.strictObject({
	method: z.string(),
	url: z.string(),
	headers: z.record(z.string(), z.string()),
	body: z.record(z.string(), z.unknown()).optional(),
	params: z.record(z.string(), z.string()).optional(),
});
const trigger = z.object({
	key: z.string(),
	operation: z.object({
		type: z.literal("hook"),
		performSubscribe: request,
		performUnsubscribe: request,
		performList: request,
		inputFields: z.array(z.object({ key: z.string(), required: z.boolean() })),
		sample: hookEvent.strict(),
	}),
});
const create = z.object({ operation: z.object({ perform: request }) });
const manifest = z
	.object({ triggers: z.record(z.string(), trigger), creates: z.record(z.string(), create) })
	.parse(JSON.parse(readFileSync("docs/destinations/zapier.json", "utf8")));
const given: Record<string, unknown> = {
	segmentId: "seg_00000000000000000000000000",
	identifier: "email",
	purpose: "email",
	traits: ["tier"],
	targetUrl: "https://hooks.zapier.com/1",
	userId: "17",
	event: "Order Completed",
	properties: { total: 49.9 },
	idempotencyKey: "step-1",
};

/** What the platform sends: each placeholder replaced by what someone entered. */
const filled = (values: Record<string, unknown> = {}) =>
	Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const key = /^\{\{bundle\.(?:inputData\.)?(\w+)\}\}$/.exec(String(value))?.[1];
			return [name, key ? given[key] : value];
		}),
	);
const pathOf = (url: string) => url.replace("{{bundle.authData.url}}", "");

describe("the manifest for automation tools", () => {
	it.each(Object.entries(manifest.triggers))(
		"subscribes, ends and samples %s as the API takes it",
		(key, one) => {
			const { performSubscribe, performUnsubscribe, performList, sample } = one.operation;
			expect(pathOf(performSubscribe.url)).toBe(`/api/v1${hooksApi.subscribe.path}`);
			expect(hooksApi.subscribe.body.parse(filled(performSubscribe.body)).event).toBe(key);
			expect(performUnsubscribe.method).toBe(hooksApi.unsubscribe.method);
			expect(pathOf(performUnsubscribe.url)).toBe("/api/v1/hooks/{{bundle.subscribeData.id}}");
			expect(pathOf(performList.url)).toBe(`/api/v1${hooksApi.sample.path}`);
			const query = {
				...filled(performList.params),
				...(performList.params?.traits ? { traits: "tier" } : {}),
			};
			expect(z.strictObject(hooksApi.sample.query.shape).parse(query).event).toBe(key);
			expect(sample.type).toBe(key);
		},
	);

	it.each(Object.entries(manifest.creates))("%s is a message that ingest takes once", (_key, one) => {
		const { url, body } = one.operation.perform;
		const path = pathOf(url) === "/v1/track" ? "track" : "identify";
		expect(pathOf(url)).toBe(`/v1/${path}`);
		const read = readBatch(
			{ ...filled(body), ...(path === "identify" ? { traits: { tier: "gold" } } : {}) },
			{ path, receivedAt: 0, newMessageId: () => "new" },
		);
		expect(read).toMatchObject({ ok: true, rejected: [], intakes: [{ messageId: "step-1" }] });
	});
});
