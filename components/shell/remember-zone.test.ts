// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import { readZone, rememberZone, zoneCookie } from "@/components/shell/remember-zone";

const cookieValue = () =>
	document.cookie
		.split("; ")
		.find((each) => each.startsWith(`${zoneCookie}=`))
		?.slice(zoneCookie.length + 1);

beforeEach(() => {
	// biome-ignore lint/suspicious/noDocumentCookie: as a browser without a cookie store sets it.
	document.cookie = `${zoneCookie}=; Path=/; Max-Age=0`;
});

it("tells the server the zone of the browser once", () => {
	const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
	rememberZone(null);
	expect(readZone(cookieValue())).toBe(zone);
	const write = vi.spyOn(document, "cookie", "set");
	rememberZone(zone);
	expect(write).not.toHaveBeenCalled();
	write.mockRestore();
});

it.each([undefined, "", "Nowhere/At_all", "%E0%A4%A", "<script>"])("takes %s for no zone", (cookie) => {
	expect(readZone(cookie)).toBeNull();
});
