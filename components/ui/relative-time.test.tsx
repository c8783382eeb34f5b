// @vitest-environment happy-dom
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AsOf, RelativeTime, ViewerZone } from "@/components/ui/relative-time";

beforeEach(() => {
	vi.useFakeTimers({ now: new Date("2036-11-29T20:00:00Z") });
});

afterEach(() => {
	vi.useRealTimers();
});

describe("a time in what the server draws", () => {
	it("is in the zone the viewer's browser named, in the very words the browser will use", () => {
		const html = renderToString(
			<ViewerZone value="America/New_York">
				<AsOf at="2036-11-29T19:43:00Z" /> <RelativeTime at="2036-11-01T02:00:00Z" />
			</ViewerZone>,
		);
		expect(html).toContain(">As of 14:43</time>");
		expect(html).toContain(">31 Oct 2036</time>");
	});

	it("names its own zone as long as the viewer's is not known", () => {
		expect(renderToString(<AsOf at="2036-11-29T19:43:00Z" />)).toContain(">As of 19:43 UTC</time>");
	});
});
