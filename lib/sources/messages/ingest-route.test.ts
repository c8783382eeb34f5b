import { describe, expect, it } from "vitest";
import { readIngestRoute, segmentSettings, writeKeysIn } from "@/lib/sources/messages/ingest-route";

describe("where client libraries send", () => {
	it.each([
		["/v1/track", "track"],
		["/v1/track/", "track"],
		["/v1/t", "track"],
		["/v1/i", "identify"],
		["/v1/p//", "page"],
		["/v1/batch", "batch"],
		["/v1/import", "batch"],
		["/api/s/track", "track"],
		["/api/s/s2s/identify", "identify"],
		["/api/s/page/", "page"],
	])("%s takes %s", (path, taken) => {
		expect(readIngestRoute(path)).toEqual({ for: "messages", path: taken });
	});

	it("answers what browser clients load first", () => {
		expect(readIngestRoute("/v1/projects/wk_1/settings")).toEqual({ for: "settings", writeKey: "wk_1" });
		expect(readIngestRoute("/sourceConfig/")).toEqual({ for: "source_config" });
		expect(readIngestRoute("/healthz")).toEqual({ for: "health" });
		expect(segmentSettings("wk_1", "https://m.example.com:8443")).toMatchObject({
			integrations: { "Segment.io": { apiKey: "wk_1", apiHost: "m.example.com:8443/v1", protocol: "https" } },
		});
	});

	it.each([
		"/",
		"/v1",
		"/v1/",
		"/v1/unknown",
		"/v1/track/more",
		"/api/s",
		"/api/s/s2s",
		"/api/v1/track",
		"/v2/track",
	])("%s is nothing", (path) => {
		expect(readIngestRoute(path)).toBeNull();
	});
});

it("finds a write key wherever a library puts it", () => {
	const basic = (text: string) => `Basic ${btoa(text)}`;
	expect(writeKeysIn({ authorization: basic("wk_a:") })).toEqual(["wk_a"]);
	expect(writeKeysIn({ authorization: basic("wk_a") })).toEqual(["wk_a"]);
	expect(writeKeysIn({ authorization: basic("id:wk_b") })).toEqual(["id", "wk_b"]);
	expect(writeKeysIn({ writeKey: "id:wk_c" })).toEqual(["id", "wk_c"]);
	expect(writeKeysIn({ writeKey: "wk_d" })).toEqual(["wk_d"]);
	expect(writeKeysIn({ authorization: "Basic ***", writeKey: "wk_e" })).toEqual(["wk_e"]);
	expect(writeKeysIn({ authorization: "Bearer wk_f" })).toEqual([]);
	expect(writeKeysIn({})).toEqual([]);
});
