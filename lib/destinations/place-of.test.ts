import { describe, expect, it } from "vitest";
import { metaDefinition } from "@/lib/destinations/catalog/meta/definition";
import { webhookDefinition } from "@/lib/destinations/catalog/webhook/definition";
import type { Connection } from "@/lib/destinations/contract";
import { isGrantKept } from "@/lib/destinations/is-grant-kept";
import { movedFields, placeOf } from "@/lib/destinations/place-of";
import { listsConnection, listsNetwork } from "@/lib/destinations/testing/lists-network";

const at = (url: string): Connection => ({ settings: { url }, credentials: { signingSecret: "s" } });
const meta = (settings: Record<string, string>): Connection => ({ settings, credentials: {} });

describe("the place a connection leads to", () => {
	it.each([
		["https://a.example/hook", "HTTPS://A.example:443/hook/"],
		["https://a.example", "https://a.example/"],
	])("%s is %s", (one, other) => {
		expect(placeOf(webhookDefinition, at(one))).toBe(placeOf(webhookDefinition, at(other)));
		expect(movedFields(webhookDefinition, at(one), at(other))).toEqual([]);
	});

	it.each(["https://a.example/other", "https://b.example/hook", "https://a.example/hook?to=2"])(
		"https://a.example/hook is not %s",
		(other) => {
			const [moved] = movedFields(webhookDefinition, at("https://a.example/hook"), at(other));
			expect(moved?.label).toBe("Address");
		},
	);

	it("is not changed by secrets, nor by settings that name no place", () => {
		const other = { ...at("https://a.example"), credentials: { signingSecret: "t" } };
		expect(placeOf(webhookDefinition, other)).toBe(placeOf(webhookDefinition, at("https://a.example")));
		const one = meta({ adAccountId: "act_1", defaultCountry: "US" });
		const same = meta({ adAccountId: "1", baseUrl: "https://graph.facebook.com/" });
		expect(movedFields(metaDefinition, one, same)).toEqual([]);
		expect(movedFields(metaDefinition, one, meta({ adAccountId: "2" })).map(({ name }) => name)).toEqual([
			"adAccountId",
		]);
	});
});

describe("the access that was given", () => {
	const before = listsConnection("https://id.example", "https://api.example");
	it.each([
		[{ clientId: "sandbox-app" }, true],
		[{ apiUrl: "https://api.example/v2" }, true],
		[{ clientId: "another" }, false],
		[{ authUrl: "https://id2.example" }, false],
		[{ apiUrl: "https://evil.example" }, false],
	])("with %j is kept: %s", (settings, isKept) => {
		const after = { ...before, settings: { ...before.settings, ...settings } };
		expect(isGrantKept(listsNetwork, before, after)).toBe(isKept);
	});
});
