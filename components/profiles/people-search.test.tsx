// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PeopleSearch } from "@/components/profiles/people-search";

const field = () => screen.getByRole<HTMLInputElement>("searchbox", { name: "Find a person" });
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const pass = (ms: number) => act(async () => await vi.advanceTimersByTimeAsync(ms));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	cleanup();
	vi.useRealTimers();
});

it("keeps what is typed while the previous search is in flight", async () => {
	const onChange = vi.fn();
	const { rerender } = render(<PeopleSearch value="" onChange={onChange} />);
	type("may");
	await pass(300);
	expect(onChange).toHaveBeenLastCalledWith("may");
	type("maya");
	rerender(<PeopleSearch value="may" onChange={onChange} />);
	expect(field().value).toBe("maya");
	await pass(300);
	expect(onChange).toHaveBeenLastCalledWith("maya");
	rerender(<PeopleSearch value="maya" onChange={onChange} />);
	// Back and forward again.
	rerender(<PeopleSearch value="may" onChange={onChange} />);
	expect(field().value).toBe("may");
	rerender(<PeopleSearch value="maya" onChange={onChange} />);
	expect(field().value).toBe("maya");
	await pass(1_000);
	expect(onChange).toHaveBeenCalledTimes(2);
});

it("can be emptied again before the first search is back", async () => {
	const onChange = vi.fn();
	render(<PeopleSearch value="" onChange={onChange} />);
	type("x");
	await pass(300);
	type("");
	await pass(300);
	expect(onChange.mock.calls).toEqual([["x"], [""]]);
});

it("searches for what was typed before its code loaded", async () => {
	const onChange = vi.fn();
	const box = document.body.appendChild(document.createElement("div"));
	box.innerHTML = renderToString(<PeopleSearch value="" onChange={onChange} />);
	field().value = "maya";
	const root = await act(async () => hydrateRoot(box, <PeopleSearch value="" onChange={onChange} />));
	await pass(300);
	expect(onChange.mock.calls).toEqual([["maya"]]);
	await act(async () => root.unmount());
	box.remove();
});
