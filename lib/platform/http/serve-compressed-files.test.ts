import { describe, expect, it } from "vitest";
import { chooseTwin } from "@/lib/platform/http/serve-compressed-files";

const twins = new Set(["/_next/static/chunks/a.js", "/_next/static/chunks/a.css"]);

describe("files of the build", () => {
	it("are served compressed to clients that accept Brotli", () => {
		expect(chooseTwin("/_next/static/chunks/a.js", "gzip, deflate, br, zstd", twins)).toEqual({
			url: "/_next/static/chunks/a.js.br",
			type: "application/javascript; charset=UTF-8",
		});
		expect(chooseTwin("/_next/static/chunks/a.css?v=1", "br", twins)?.url).toBe(
			"/_next/static/chunks/a.css.br?v=1",
		);
	});

	it("stay as they are for others, and where there is no twin", () => {
		expect(chooseTwin("/_next/static/chunks/a.js", "gzip, deflate", twins)).toBeNull();
		expect(chooseTwin("/_next/static/chunks/a.js", undefined, twins)).toBeNull();
		expect(chooseTwin("/_next/static/chunks/b.js", "br", twins)).toBeNull();
		expect(chooseTwin("/tidewater/segments", "br", twins)).toBeNull();
	});
});
