"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { onSignedOut } from "@/components/shell/session/signed-in-again";

// Loaded when a session has ended, so that no page pays for it before.
const SignInAgain = dynamic(
	async () => (await import("@/components/shell/session/sign-in-again")).SignInAgain,
	{ ssr: false },
);

type Waiting = { answer: Promise<boolean>; settle: (isSignedIn: boolean) => void };

/** A session that ends while someone works: they sign in again in place, and everything continues. */
export function SessionGuard() {
	const router = useRouter();
	const [isAsked, setAsked] = useState(false);
	const waiting = useRef<Waiting | null>(null);
	useEffect(
		() =>
			onSignedOut(() => {
				// One prompt, however many requests are refused.
				waiting.current ??= createWaiting();
				setAsked(true);
				return waiting.current.answer;
			}),
		[],
	);
	if (!isAsked) return null;
	return (
		<SignInAgain
			onDone={(isSignedIn) => {
				setAsked(false);
				waiting.current?.settle(isSignedIn);
				waiting.current = null;
				// Their permissions may have changed with the session.
				if (isSignedIn) router.refresh();
			}}
		/>
	);
}

function createWaiting(): Waiting {
	let settle: Waiting["settle"] = () => {};
	const answer = new Promise<boolean>((resolve) => {
		settle = resolve;
	});
	return { answer, settle };
}
