// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { mount } from "@/components/testing/mount";
import { SetupForm } from "@/components/workspaces/setup-form";

it("asks for four things beside the code of its link", async () => {
	window.location.hash = "#code=9cr2-zwje-tuqn";
	mount(<SetupForm />);
	const fields = screen
		.getAllByRole<HTMLInputElement>("textbox")
		.concat(screen.getByLabelText<HTMLInputElement>("Password"));
	expect(fields.filter(({ value, required }) => required && value === "")).toHaveLength(4);
});
