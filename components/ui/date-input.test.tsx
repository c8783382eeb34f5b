// @vitest-environment happy-dom
import { fireEvent, screen } from "@testing-library/react";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { mountControl } from "@/components/testing/mount";
import { DateField } from "@/components/ui/date-field";
import { dayStyle } from "@/components/ui/day-style";
import { readTypedDay, readTypedMoment } from "@/lib/kernel/typed-day";

const showPicker = vi.fn();
beforeEach(() => {
	showPicker.mockReset();
	HTMLInputElement.prototype.showPicker = showPicker;
});

function mountField(first: string, withTime = false) {
	return mountControl(first, (value, onChange) => (
		<>
			<DateField label="Ends on" hint="The last day." value={value} withTime={withTime} onChange={onChange} />
			<button type="button">After</button>
		</>
	));
}

const field = () => screen.getByLabelText<HTMLInputElement>("Ends on");
const calendar = () => document.querySelector<HTMLInputElement>("input[aria-hidden]") as HTMLInputElement;

describe("a day of a form", () => {
	it("is typed in one tab stop, and shows on blur how it was parsed", async () => {
		const { user, held } = mountField("");
		await user.tab();
		await user.keyboard("3/4/2026");
		expect(field().value).toBe("3/4/2026");
		expect(held()).toBe("2026-03-04");
		await user.tab();
		expect(document.activeElement).toBe(screen.getByRole("button", { name: "After" }));
		expect(field().value).toBe("4 Mar 2026");
		expect(held()).toBe("2026-03-04");
	});

	it("shows what it could not parse, with a hint, after blur", async () => {
		const { user, held } = mountField("");
		await user.type(field(), "3/4/26");
		expect(screen.queryByRole("alert")).toBeNull();
		await user.tab();
		expect(field().value).toBe("3/4/26");
		expect(held()).toBe("3/4/26");
		expect(screen.getByRole("alert").textContent).toBe("Write the year of “3/4/26” with four digits");
		expect(field().getAttribute("aria-invalid")).toBe("true");
		await user.clear(field());
		expect(screen.queryByRole("alert")).toBeNull();
	});

	it("is chosen from the browser's calendar by Alt-Down or the button", async () => {
		const { user, held } = mountField("2026-03-04");
		expect(field().value).toBe("4 Mar 2026");
		await user.click(field());
		await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
		await user.click(screen.getByRole("button", { name: "Calendar: Ends on" }));
		expect(showPicker).toHaveBeenCalledTimes(2);
		expect(calendar().value).toBe("2026-03-04");
		fireEvent.change(calendar(), { target: { value: "2026-12-31" } });
		expect(held()).toBe("2026-12-31");
		expect(field().value).toBe("31 Dec 2026");
		expect(document.activeElement).toBe(field());
	});

	it("shows a day changed from outside, as undo does", async () => {
		const { user, put } = mountField("");
		await user.type(field(), "3/4/2026");
		put("2026-12-31");
		expect(field().value).toBe("31 Dec 2026");
		put("");
		expect(field().value).toBe("");
	});

	it("means what it shows, whatever keys are pressed", async () => {
		const key = fc.constantFrom(..."012346/-. ,", "Nov", "2026", "{Backspace}", "{ArrowLeft}", "{Tab}");
		await fc.assert(
			fc.asyncProperty(fc.boolean(), fc.array(key, { maxLength: 14 }), async (withTime, keys) => {
				const { user, held, unmount } = mountField("2026-11-22", withTime);
				const means = (text: string) => (withTime ? readTypedMoment : readTypedDay)(text, dayStyle()) ?? text;
				for (const each of keys) {
					if (document.activeElement !== field()) await user.click(field());
					await user.keyboard(each);
					// In a field that also requires a time, a day alone is kept only as unreadable text.
					if (held() !== "2026-11-22") expect(held()).toBe(means(field().value));
				}
				unmount();
			}),
			{ numRuns: 40 },
		);
	});
});

describe("a day with a time", () => {
	it("is stored with its seconds, typed or chosen", async () => {
		const { user, held } = mountField("", true);
		await user.type(field(), "22 Nov 2026");
		await user.tab();
		expect(screen.getByRole("alert").textContent).toBe("Add the time, as in 2026-11-22 09:30");
		await user.type(field(), " 9:41pm");
		expect(held()).toBe("2026-11-22T21:41:00");
		await user.tab();
		expect(field().value).toBe("22 Nov 2026, 21:41");
		fireEvent.change(calendar(), { target: { value: "2026-11-23T08:00" } });
		expect(held()).toBe("2026-11-23T08:00:00");
	});
});

describe("how a language writes days", () => {
	it.each([
		["en-US", "mdy", "march"],
		["en-GB", "dmy", "march"],
		["de", "dmy", "märz"],
		["sv", "ymd", "mars"],
		["fr", "dmy", "mars"],
		["ar-EG", "dmy", "مارس"],
		["th-TH", "dmy", "มีนาคม"],
	])("%s", (language, order, march) => {
		const style = dayStyle(language);
		expect(style.order).toBe(order);
		expect(style.months.get(march)).toBe(3);
	});
});
