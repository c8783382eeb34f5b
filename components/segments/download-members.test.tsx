// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { DownloadMembers } from "@/components/segments/download-members";
import { mount } from "@/components/testing/mount";

vi.mock("next/navigation", () => ({ useParams: () => ({ workspace: "acme" }) }));

it("offers everyone, and those with consent to each purpose", async () => {
	const { user } = mount(<DownloadMembers segmentId="seg_1" />);
	await user.click(screen.getByRole("button", { name: "Download CSV" }));
	const links = screen.getAllByRole("menuitem").map((item) => item.getAttribute("href"));
	const file = "/api/v1/segments/seg_1/members.csv";
	expect(links).toEqual([
		`${file}?workspace=acme`,
		...["advertising", "email", "sms", "push"].map((purpose) => `${file}?purpose=${purpose}&workspace=acme`),
	]);
});
