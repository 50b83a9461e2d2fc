import { runSeed } from './run-seed.ts'
const [from=1,count=1]=process.argv.slice(2).map(Number)
const c0=process.cpuUsage(); const t=performance.now(); let hap=0
for(let s=from;s<from+count;s++){ const e=await runSeed(s); hap+=e.happenings
 if(e.violation){ process.stdout.write(`${e.story.slice(-Number(process.env.N??60)).join('\n')}\n seed ${s} ${JSON.stringify(e.violation).slice(0,1500)} ${e.seconds}s ${e.versions}\n`); if(!process.env.ALL) break }
 else if(count<5) console.log(s,e.hash,e.happenings,e.seconds,e.versions,Object.fromEntries(e.counts)) }
console.log((performance.now()-t)/count,'ms/seed', hap, 'cpu', process.cpuUsage(c0).user/1000/count, process.cpuUsage(c0).system/1000/count)
