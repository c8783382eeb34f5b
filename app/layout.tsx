import "./globals.css";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { earlyPresses } from "@/components/shell/asleep/early-presses";
import { Providers } from "@/components/shell/providers";
import { readZone, zoneCookie } from "@/components/shell/remember-zone";

// Preloaded with the page instead of after its styles. Letters beyond Latin are loaded from the same family
// on demand (globals.css), which also gives the fallback its widths, so that nothing moves when the font
// arrives.
const inter = localFont({
	src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
	weight: "100 900",
	variable: "--font-inter",
	adjustFontFallback: false,
});

export const metadata: Metadata = {
	title: { default: "Muster", template: "%s · Muster" },
	description: "From a customer segment to a measured campaign.",
	robots: { index: false, follow: false },
};

export const viewport: Viewport = {
	width: "device-width",
	initialScale: 1,
	themeColor: [
		{ media: "(prefers-color-scheme: light)", color: "#fafafb" },
		{ media: "(prefers-color-scheme: dark)", color: "#0e0f12" },
	],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
	const nonce = (await headers()).get("x-nonce") ?? undefined;
	const zone = readZone((await cookies()).get(zoneCookie)?.value);
	return (
		<html lang="en" className={inter.variable} suppressHydrationWarning>
			<body>
				<script
					nonce={nonce}
					suppressHydrationWarning
					// biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of our own.
					dangerouslySetInnerHTML={{ __html: earlyPresses }}
				/>
				<noscript>
					<p className="border-border border-b bg-card p-4 text-center text-sm">
						Muster needs JavaScript. Allow it for this address, then reload the page.
					</p>
				</noscript>
				<Providers nonce={nonce} zone={zone}>
					{children}
				</Providers>
			</body>
		</html>
	);
}
