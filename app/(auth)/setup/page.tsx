import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupForm } from "@/components/workspaces/setup-form";
import { isFirstRun } from "@/lib/workspaces/server/create-first-admin";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
	if (!(await isFirstRun())) redirect("/");
	return <SetupForm />;
}
