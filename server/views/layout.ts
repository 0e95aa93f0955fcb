// The frame of every page: head, navigation, Bootstrap from this server.
import { type Html, html } from './html.ts';

/** A whole document. */
export function renderLayout(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · CRM</title>
<link rel="stylesheet" href="/assets/bootstrap.min.css">
</head>
<body>
<nav class="navbar bg-body-tertiary mb-3"><div class="container">
<a class="navbar-brand" href="/pages/customers">客户管理</a>
</div></nav>
<main class="container">
<h1 class="h3">${title}</h1>
${content}
</main>
</body>
</html>
`.text;
}
