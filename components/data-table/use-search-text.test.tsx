// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { useSearchText } from "@/components/data-table/use-search-text";

afterEach(cleanup);

const draw = () => {
	const { result, rerender } = renderHook(({ value }) => useSearchText(value), {
		initialProps: { value: "" },
	});
	return {
		shown: () => result.current.text,
		type: (text: string) =>
			act(() => {
				result.current.setText(text);
				result.current.noteRequested(text);
			}),
		comes: (value: string) => rerender({ value }),
	};
};

it("shows what is typed, whichever letters come back in the meantime", () => {
	const { shown, type, comes } = draw();
	type("t");
	type("tr");
	comes("t");
	expect(shown()).toBe("tr");
	type("tri");
	// Rapid updates come back as one.
	comes("tri");
	expect(shown()).toBe("tri");
	type("tr");
	comes("tr");
	expect(shown()).toBe("tr");
});

it("shows a search set elsewhere", () => {
	const { shown, type, comes } = draw();
	type("t");
	comes("t");
	comes("");
	expect(shown()).toBe("");
	comes("t");
	expect(shown()).toBe("t");
	comes("other");
	expect(shown()).toBe("other");
});
