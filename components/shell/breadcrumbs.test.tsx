// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Breadcrumbs } from "@/components/shell/breadcrumbs";
import { mount } from "@/components/testing/mount";

vi.mock("next/navigation", () => ({ usePathname: () => "/acme/settings/notifications" }));

it("breadcrumbs link only where the role may go", () => {
	const admin = mount(<Breadcrumbs />);
	expect(screen.getByRole("link", { name: "Settings" }).getAttribute("href")).toBe("/acme/settings");
	expect(screen.getByText("Notifications").getAttribute("aria-current")).toBe("page");
	admin.unmount();
	mount(<Breadcrumbs />, "viewer");
	expect(screen.getByText("Settings")).toBeTruthy();
	expect(screen.queryByRole("link")).toBeNull();
});
