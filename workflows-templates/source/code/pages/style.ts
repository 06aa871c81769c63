/** The one style sheet of the pages; they load nothing from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#53606f;--ground:#f4f6f8;--card:#fff;--line:#cfd6de;--field:#7b8794;--accent:#14549c;--on-accent:#fff;--bad:#a3201c;--good:#1c6b34;--warn:#7a4b00}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#aab5c2;--ground:#12161c;--card:#1b212a;--line:#38424f;--field:#8592a1;--accent:#8ebcf5;--on-accent:#0b1a2c;--bad:#ff9b94;--good:#86d79d;--warn:#f2c069}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem}
main{padding-bottom:1rem}
footer{color:var(--soft);padding-bottom:2rem;font-size:.9rem}
h1{font-size:1.6rem;line-height:1.25;margin:.75rem 0}
h2{font-size:1.15rem;margin:0 0 .5rem}
a{color:var(--accent)}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.4rem 0}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none;border-bottom:3px solid var(--accent)}
section,.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
section>:first-child,.card>:first-child{margin-top:0}
section>:last-child,.card>:last-child,td>:last-child{margin-bottom:0}
td>ul{margin:0;padding-left:1.1rem}
ins{text-decoration:none;font-weight:600}del{color:var(--soft)}
.cards{display:grid;gap:1rem;padding:0;margin:0 0 1rem;list-style:none}
.cards .card{margin:0}
.state{font-weight:600}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.soft{color:var(--soft)}
.told{border-left:.4rem solid var(--bad)}
.ask{border-left:.4rem solid var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 .75rem}
dt{color:var(--soft)}dd{margin:0}
ul{padding-left:1.25rem}
form{margin:0}form+section{margin-top:1rem}
label{display:block;font-weight:600;margin-bottom:.2rem}
section>form>div,form>section>div,.two>div{margin-bottom:.75rem}
.box{display:flex;gap:.6rem;align-items:flex-start;padding:.3rem 0;margin:0;font-weight:400}
input,select,button{font:inherit;color:inherit}
input[type=text],input[type=time],select{width:100%;min-height:2.75rem;padding:.4rem .6rem;background:var(--card);border:1px solid var(--field);border-radius:.4rem}
input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none;accent-color:var(--accent)}
button,.button{display:inline-block;min-height:2.75rem;padding:.5rem 1.1rem;background:var(--card);color:var(--accent);border:1px solid var(--accent);border-radius:.4rem;font-weight:600;text-decoration:none;cursor:pointer}
.main{background:var(--accent);color:var(--on-accent)}
.harm{border-color:var(--bad);color:var(--bad)}
.deeds{display:flex;flex-wrap:wrap;gap:.6rem;margin:.75rem 0 0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
fieldset{border:0;padding:0;margin:0 0 .75rem;min-width:0}
legend{font-weight:600;padding:0;margin-bottom:.3rem}
.two{display:grid;gap:0 1rem}
.map{list-style:none;padding:0;margin:0}
.map li{display:grid;grid-template-columns:1fr 1fr;gap:.4rem;padding:.75rem 0;border-top:1px solid var(--line);align-items:center}
.map button{grid-area:1/2;justify-self:end}
.unseen{position:absolute!important;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap;border:0;min-height:0}
table{width:100%;border-collapse:collapse;margin:0 0 .75rem}
caption{text-align:left;font-weight:600;padding-bottom:.3rem}
th,td{text-align:left;vertical-align:top;min-width:6.5rem;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}
.days{display:flex;align-items:flex-end;gap:2px;height:4rem;border-bottom:1px solid var(--field);margin:0 0 .25rem;padding:0;list-style:none}
.days li{flex:1;background:var(--accent);min-height:2px;padding:0}
.days .none{background:var(--line)}.days .failed{background:var(--bad)}
.two>.deeds{align-items:end}
@media(max-width:39.99rem){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td,caption{display:block}
tr{border-bottom:1px solid var(--line);padding:.4rem 0}
td{border:0;padding:.1rem 0}
td[data-head]::before{content:attr(data-head) ": ";color:var(--soft)}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}
.deeds>*,.deeds form,.deeds button,.deeds .button{width:100%;text-align:center}
th,td{min-width:0}
}
@media(min-width:40rem){
.two{grid-template-columns:1fr 1fr}
.cards{grid-template-columns:1fr 1fr}
.map li{grid-template-columns:1fr 11rem 1fr auto}
.map button{grid-area:auto}
}`;
