import { readBatch } from "@/lib/sources/messages/read-batch";
import { createSource } from "@/lib/sources/server/create-source";
import type { Context } from "@/lib/workspaces/server/context";
import type { Say } from "@/prisma/seed/seed-company";
import { takeMessages } from "@/prisma/seed/take-messages";

const now = (ctx: Context) => ctx.now.toISOString();

/** What real senders do: placeholders for ids, shared devices, merges, odd names, types that change. */
function messages(ctx: Context): object[] {
	return [
		{ type: "track", userId: "null", event: "Sent By No one" },
		{ type: "track", anonymousId: "kiosk", event: "Product Viewed", properties: { price: "12,50" } },
		{
			type: "identify",
			userId: "ann",
			anonymousId: "kiosk",
			traits: { email: "ann@example.com", plan: "pro" },
		},
		{ type: "identify", userId: "ben", anonymousId: "kiosk", traits: { email: "ben@example.com", plan: 3 } },
		{
			type: "identify",
			userId: "cat",
			traits: { email: "cat@example", phone: "call me", "": 1, plan: null },
		},
		{ type: "track", anonymousId: "phone-of-dan", event: "Product Viewed", properties: { price: 12.5 } },
		{ type: "identify", userId: "dan", traits: { name: "Dan", company: { name: "Acme", seats: 3 } } },
		{ type: "alias", userId: "dan", previousId: "phone-of-dan" },
		{
			type: "track",
			userId: "dan",
			event: "Order Completed",
			properties: { total: "free", email: "dan@example.com" },
		},
		{
			type: "track",
			userId: "dan",
			event: "Order Completed",
			properties: { total: 10, "a.b": 1, a: { b: 2 } },
		},
		{ type: "track", userId: "eve", event: "Order Completed", timestamp: "2099-01-01T00:00:00Z" },
		{ type: "track", userId: "eve", event: "Order Completed", timestamp: "yesterday" },
		{
			type: "page",
			anonymousId: "passing",
			properties: { url: "https://shop.example/?email=eve%40example.com" },
		},
		{ type: "screen", userId: "eve", name: "Home\u0000", context: { ip: "203.0.113.9" } },
		{ type: "group", userId: "eve", groupId: 7, traits: { name: "Wide & Co" } },
	].map((message) => ({ timestamp: now(ctx), ...message }));
}

export const messy = {
	slug: "messy",
	name: "Messy data",
	fill: async (ctx: Context, say: Say): Promise<void> => {
		const { source } = await createSource(ctx, { name: "Careless sender" });
		let count = 0;
		const newMessageId = () => `messy-${++count}`;
		const batch = readBatch(
			{ batch: messages(ctx) },
			{ path: "batch", receivedAt: ctx.now.getTime(), newMessageId },
		);
		if (!batch.ok) throw new Error(batch.reason);
		await takeMessages(ctx, source.id, batch.intakes);
		for (const one of batch.rejected) say(`refused message ${one.index}: ${one.field} ${one.reason}`);
		for (const one of batch.ignored) say(`left out of message ${one.index}: ${one.field} ${one.reason}`);
	},
};
