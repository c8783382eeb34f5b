import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/workspaces/sign-in-form";
import { safeCallback } from "@/lib/workspaces/safe-callback";
import { isFirstRun } from "@/lib/workspaces/server/create-first-admin";
import { findVisitor } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
	searchParams,
}: {
	searchParams: Promise<{ callbackUrl?: string | string[] }>;
}) {
	const callback = safeCallback((await searchParams).callbackUrl);
	if (await findVisitor()) redirect(callback);
	if (await isFirstRun()) redirect("/setup");
	return <SignInForm callback={callback} />;
}
