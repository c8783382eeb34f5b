import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
// @ts-expect-error: a plain script without types
import { missingOptional, platformOf } from "./complete-lock.mjs";

test("package-lock.json names the packages of every platform, so that npm ci works on each", () => {
	const lock: { packages: object } = JSON.parse(readFileSync("package-lock.json", "utf8"));
	expect(missingOptional(lock.packages)).toEqual([]);
});

test("a platform's package is recognized by its name", () => {
	expect(platformOf("node_modules/@biomejs/cli-linux-x64-musl")).toEqual({
		cpu: ["x64"],
		libc: ["musl"],
		optional: true,
		os: ["linux"],
	});
	expect(platformOf("node_modules/@next/swc-win32-arm64-msvc")).toEqual({
		cpu: ["arm64"],
		optional: true,
		os: ["win32"],
	});
	expect(platformOf("node_modules/@tailwindcss/oxide-wasm32-wasi")).toEqual({
		cpu: ["wasm32"],
		optional: true,
	});
});
