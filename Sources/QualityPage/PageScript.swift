/// A few lines for comfort; everything can be read without them.
enum PageScript {
  /// Tables are sorted by a click on a head, details open before printing, and a link into closed details opens these.
  static let text: HTML = """
    for(const t of document.querySelectorAll('table.sortable'))t.querySelectorAll('thead th').forEach((h,i)=>{
    const b=document.createElement('button');b.type='button';b.append(...h.childNodes);h.append(b);
    b.onclick=()=>{const up=h.getAttribute('aria-sort')!=='ascending',s=t.tBodies[0];
    for(const o of h.parentNode.children)o.removeAttribute('aria-sort');h.setAttribute('aria-sort',up?'ascending':'descending');
    const v=r=>{const c=r.cells[i].textContent.trim(),n=parseFloat(c.replaceAll(',',''));return isNaN(n)?c:n};
    const cmp=(x,y)=>typeof x===typeof y?(x<y?-1:x>y?1:0):typeof x==='number'?-1:1;
    s.append(...[...s.rows].sort((a,b)=>cmp(v(a),v(b))*(up?1:-1)))}});
    const reveal=()=>{const e=document.getElementById(location.hash.slice(1));if(e){const d=e.closest('details');
    if(d&&!d.open){d.open=true;e.scrollIntoView()}}};addEventListener('hashchange',reveal);reveal();
    let opened=[];addEventListener('beforeprint',()=>{opened=[...document.querySelectorAll('details:not([open])')];
    for(const d of opened)d.open=true});addEventListener('afterprint',()=>{for(const d of opened)d.open=false});
    """
}
