import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/workspaces/sign-in-form";
import { safeCallback } from "@/lib/workspaces/safe-callback";
import { isFirstRun } from "@/lib/workspaces/server/create-first-admin";
import { findVisitor, mustSignInAgain } from "@/lib/workspaces/server/open-page";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
	searchParams,
}: {
	searchParams: Promise<{ callbackUrl?: string | string[] }>;
}) {
	const callback = safeCallback((await searchParams).callbackUrl);
	const visitor = await findVisitor();
	const isAgain = visitor !== null && (await mustSignInAgain(visitor, callback));
	if (visitor && !isAgain) redirect(callback);
	if (await isFirstRun()) redirect("/setup");
	return <SignInForm callback={callback} isAgain={isAgain} />;
}
